// MicroPython of 32 bits, compiled to WebAssembly: its small ints have 31 bits, as the ESP32's.
//
//     node run.mjs PACKAGE ROMFS|- FOLDER=TARGET,... PROGRAM...
//
// Copies each folder to its place in MicroPython's file system, maps a ROMFS, and runs the
// programs one after the other in the same interpreter. Between two programs, and only then,
// does this MicroPython collect its garbage. Exit status 1 when a program raises.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [home, rom, folders, ...programs] = process.argv.slice(2);
const { loadMicroPython } = await import(pathToFileURL(path.join(home, "micropython.mjs")));
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
    else if (/\.(py|mpy)$/.test(entry.name)) mp.FS.writeFile(target, fs.readFileSync(source));
  }
}

for (const pair of folders.split(",").filter((pair) => pair)) copy(...pair.split("="));
for (const program of programs) {
  try {
    mp.runPython(fs.readFileSync(program, "utf8"));
  } catch (error) {
    console.log(error.message);
    process.exit(1);
  }
}
