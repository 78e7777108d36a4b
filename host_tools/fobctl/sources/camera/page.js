// Sends what the camera sees to fobctl, picture by picture, until it says that it is done.
"use strict";

const PAUSE_MS = 100;
const REASONS = {
  NotAllowedError: "The browser may not use the camera: allow it in the address bar, then try again.",
  NotFoundError: "No camera was found: plug one in, then try again.",
  NotReadableError: "Another program uses the camera: close it, then try again.",
};

const key = document.body.dataset.key;
const video = document.getElementById("video");
const says = document.getElementById("says");
const again = document.getElementById("again");
const canvas = document.createElement("canvas");
let ended = false;

function tell(sentence) {
  // Text, never HTML: the name of an account may be anything.
  if (sentence) says.textContent = sentence;
}

function end(sentence) {
  ended = true;
  video.srcObject?.getTracks().forEach((track) => track.stop());
  video.hidden = true;
  tell(sentence);
}

function post(path, type, body, keepalive) {
  const headers = { "Content-Type": type, "X-Fobctl-Key": key };
  return fetch(path, { method: "POST", headers, body, keepalive });
}

async function picture() {
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92));
}

async function send() {
  const answer = await post("/frame", "image/jpeg", await picture(), false);
  if (!answer.ok) throw new Error();
  const judged = await answer.json();
  if (!judged.done) return tell(judged.says);
  end(judged.says + " Go on in the terminal; this page can be closed.");
  window.close(); // where the browser lets a page do that
}

async function start() {
  again.hidden = true;
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    await video.play();
  } catch (error) {
    tell(REASONS[error.name] || "The camera does not work here: try another browser.");
    again.hidden = false;
    return;
  }
  tell("Hold the code still, so that it fills half of the picture.");
  while (!ended) {
    try {
      await send();
    } catch {
      return end("fobctl has ended. This page can be closed.");
    }
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}

addEventListener("pagehide", () => ended || post("/closed", "text/plain", "", true));
again.addEventListener("click", start);
start();
