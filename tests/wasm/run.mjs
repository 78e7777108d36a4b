// MicroPython of 32 bits, compiled to WebAssembly: its small ints have 31 bits, as the ESP32's.
//
//     node run.mjs PACKAGE ROMFS|- FOLDER=TARGET,... PROGRAM...
//
// Copies each folder to its place in MicroPython's file system, maps a ROMFS, and runs the
// programs one after the other in the same interpreter. Between two programs, and only then,
// does this MicroPython collect its garbage: so when they left a function `turn`, it is called
// until it returns false, with a collection each time. Exit status 1 when a program raises.
import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [home, rom, folders, ...programs] = process.argv.slice(2);
const { loadMicroPython } = await import(pathToFileURL(path.join(home, "micropython.mjs")));

const bytes = (hex) => Buffer.from(hex, "hex");
globalThis.sha1 = (data) => createHash("sha1").update(bytes(data)).digest("hex");
globalThis.aes = (encrypt, key, iv, data) => {
  const make = encrypt ? createCipheriv : createDecipheriv;
  const mode = `aes-${key.length * 4}-${iv ? "cbc" : "ecb"}`;
  const cipher = make(mode, bytes(key), iv ? bytes(iv) : null).setAutoPadding(false);
  return Buffer.concat([cipher.update(bytes(data)), cipher.final()]).toString("hex");
};

const mp = await loadMicroPython({
  heapsize: 64 * 1024 * 1024,
  stdout: (line) => console.log(line),
  romfs: rom === "-" ? undefined : fs.readFileSync(rom),
});

function copy(from, to) {
  mp.FS.mkdirTree(to);
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), `${to}/${entry.name}`];
    if (entry.isDirectory()) copy(source, target);
    else mp.FS.writeFile(target, fs.readFileSync(source));
  }
}

for (const pair of folders.split(",").filter((pair) => pair)) copy(...pair.split("="));
mp.FS.chdir("/");
try {
  for (const program of programs) mp.runPython(fs.readFileSync(program, "utf8"));
  const turn = mp.globals.get("turn");
  while (turn && turn());
} catch (error) {
  console.log(error.message);
  process.exit(1);
}
