// Checks a downloaded release in the browser: the manifest's SSH signature, then every file against the manifest, then
// that every published content file has its receipt. The same conditions as `tasks.py verify`; nothing leaves the page.
"use strict";

const NAMESPACE = "cong-mo-release";
const MAX_FINDINGS = 200;

const WORDS = {
  good: (n, time) => `Đúng: ${n} tệp nguyên vẹn như đã ký lúc ${time}. / Good: ${n} files are as signed at ${time}.`,
  bad: (n) => `Không khớp: ${n} điểm. / Does not match: ${n} findings.`,
  missingManifest: "Thiếu release.json hoặc release.json.sig. / release.json or release.json.sig is missing.",
  key: "Khóa không đúng dạng ssh-ed25519. / The key is not an ssh-ed25519 line.",
  browser: "Trình duyệt này chưa kiểm tra được chữ ký Ed25519; hãy dùng bản mới hơn. / This browser cannot check Ed25519 signatures; use a newer one.",
  signature: "Chữ ký của bản phát hành không đúng với khóa này. / The release's signature is not good under this key.",
  changed: (path) => `${path}: khác với bản đã ký / differs from what was signed`,
  added: (path) => `${path}: không có trong bản kê / not in the manifest`,
  missing: (path) => `${path}: thiếu / missing`,
  noReceipt: (path) => `${path}: không có biên nhận phê duyệt / has no receipt of approval`,
};

class Reader {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }
  take(size) {
    if (this.at + size > this.bytes.length) throw new RangeError("cut short");
    return this.bytes.subarray(this.at, this.at += size);
  }
  number() { const b = this.take(4); return ((b[0] << 24) | (b[1] << 16) | (b[2] << 8) | b[3]) >>> 0; }
  string() { return this.take(this.number()); }
  text() { return new TextDecoder().decode(this.string()); }
}

const fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (b) => b.toString(16).padStart(2, "0")).join("");
const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);
const sha = (name, bytes) => crypto.subtle.digest(name, bytes);

function packed(...parts) {
  const out = [];
  for (const part of parts) {
    const n = part.length;
    out.push(n >>> 24 & 255, n >>> 16 & 255, n >>> 8 & 255, n & 255, ...part);
  }
  return out;
}

function publicKey(line) {
  const words = line.trim().split(/\s+/);
  if (words[0] !== "ssh-ed25519" || !words[1]) throw new Error(WORDS.key);
  try {
    const wire = fromBase64(words[1]);
    const reader = new Reader(wire);
    if (reader.text() !== "ssh-ed25519") throw new RangeError("kind");
    const raw = reader.string();
    if (raw.length !== 32 || reader.at !== wire.length) throw new RangeError("length");
    return { wire, raw };
  } catch (wrong) {
    throw new Error(WORDS.key);
  }
}

async function signatureIsGood(message, armoured, key) {
  let reader, wire, namespace, reserved, hash, inner;
  try {
    const lines = armoured.trim().split(/\r?\n/);
    if (lines[0] !== "-----BEGIN SSH SIGNATURE-----" || lines.at(-1) !== "-----END SSH SIGNATURE-----") return false;
    reader = new Reader(fromBase64(lines.slice(1, -1).join("")));
    if (new TextDecoder().decode(reader.take(6)) !== "SSHSIG" || reader.number() !== 1) return false;
    [wire, namespace, reserved, hash] = [reader.string(), reader.text(), reader.string(), reader.text()];
    inner = new Reader(reader.string());
    if (inner.text() !== "ssh-ed25519") return false;
  } catch (wrong) {
    return false;
  }
  if (!same(wire, key.wire) || namespace !== NAMESPACE || reserved.length || !["sha512", "sha256"].includes(hash)) return false;
  const digest = new Uint8Array(await sha(hash === "sha512" ? "SHA-512" : "SHA-256", message));
  const bytes = (text) => Array.from(new TextEncoder().encode(text));
  const signed = Uint8Array.from([...bytes("SSHSIG"), ...packed(bytes(namespace), [], bytes(hash), Array.from(digest))]);
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", key.raw, { name: "Ed25519" }, false, ["verify"]);
  } catch (wrong) {
    throw new Error(WORDS.browser);
  }
  return crypto.subtle.verify({ name: "Ed25519" }, imported, inner.string(), signed);
}

// files: Map of path below the release -> function giving its bytes. Returns { manifest, findings }.
async function verifyRelease(files, keyLine) {
  const key = publicKey(keyLine);
  if (!files.has("release.json") || !files.has("release.json.sig")) throw new Error(WORDS.missingManifest);
  const payload = await files.get("release.json")();
  const armoured = new TextDecoder().decode(await files.get("release.json.sig")());
  if (!await signatureIsGood(payload, armoured, key)) throw new Error(WORDS.signature);
  const manifest = JSON.parse(new TextDecoder().decode(payload));
  const expected = new Map(Object.entries(manifest.files));
  const inputs = new Map(Object.entries(manifest.inputs));
  const receipts = new Set();
  const findings = [];
  for (const [path, read] of files) {
    if (path === "release.json" || path === "release.json.sig") continue;
    const bytes = await read();
    if (!expected.has(path)) findings.push(WORDS.added(path));
    else if (hex(await sha("SHA-256", bytes)) !== expected.get(path)) findings.push(WORDS.changed(path));
    if (/(^|\/)data\/receipts\/[^/]+\.json$/.test(path)) {
      try {
        const receipt = JSON.parse(new TextDecoder().decode(bytes));
        if (inputs.get(receipt.path) === receipt.blob) receipts.add(receipt.path);
      } catch (wrong) {
        findings.push(WORDS.changed(path));
      }
    }
  }
  for (const path of expected.keys()) if (!files.has(path)) findings.push(WORDS.missing(path));
  for (const path of inputs.keys()) if (path.startsWith("content/") && !receipts.has(path)) findings.push(WORDS.noReceipt(path));
  return { manifest, findings };
}

async function onSubmit(event) {
  event.preventDefault();
  const verdict = document.getElementById("verdict");
  const list = document.getElementById("findings");
  verdict.className = "";
  verdict.textContent = "…";
  list.replaceChildren();
  const files = new Map(Array.from(document.getElementById("folder").files, (file) => [
    file.webkitRelativePath.split("/").slice(1).join("/"), async () => new Uint8Array(await file.arrayBuffer())]));
  let findings;
  try {
    const found = await verifyRelease(files, document.getElementById("key").value);
    findings = found.findings;
    verdict.textContent = findings.length ? WORDS.bad(findings.length) : WORDS.good(Object.keys(found.manifest.files).length, found.manifest.published_at);
  } catch (wrong) {
    findings = [wrong.message];
    verdict.textContent = WORDS.bad(1);
  }
  verdict.className = findings.length ? "bad" : "good";
  for (const text of findings.slice(0, MAX_FINDINGS)) {
    const item = document.createElement("li");
    item.textContent = text;
    list.append(item);
  }
}

document.querySelector("form").addEventListener("submit", onSubmit);
