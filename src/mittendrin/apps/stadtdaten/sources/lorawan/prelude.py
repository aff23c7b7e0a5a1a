# SPDX-License-Identifier: EUPL-1.2
"""The JavaScript that stands around a codec: what it finds there, how it is called, how its answer comes out."""

CALL = "__mittendrin_call"
MOST_ANSWER = 200_000

PRELUDE = (
    """
(function () {
  "use strict";
  const stringify = JSON.stringify, toNumber = Number, define = Object.defineProperty, Text = String;
  const DateTime = Date, Failure = Error, fail = TypeError;
  for (const name of ["setTimeout", "clearTimeout", "__timer_manager", "SharedArrayBuffer", "Atomics", "WebAssembly",
                      "FinalizationRegistry", "WeakRef"]) {
    if (!Reflect.deleteProperty(globalThis, name)) { globalThis[name] = undefined; }
  }
  const silent = function () {};
  globalThis.console = { log: silent, debug: silent, info: silent, warn: silent, error: silent, trace: silent };
  globalThis.exports = {};
  globalThis.module = { exports: globalThis.exports };
  globalThis.global = globalThis.self = globalThis;
  globalThis.require = function (name) {
    if (name === "buffer") { return { Buffer: globalThis.Buffer }; }
    throw new fail("require is not available");
  };

  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  function fromBase64(text) {
    const out = []; let bits = 0, held = 0;
    for (const sign of text.replace(/-/g, "+").replace(/_/g, "/")) {
      const value = alphabet.indexOf(sign);
      if (value < 0) { continue; }
      held = (held << 6) | value; bits += 6;
      if (bits >= 8) { bits -= 8; out.push((held >> bits) & 255); }
    }
    return out;
  }
  function toBase64(bytes) {
    let out = "";
    for (let i = 0; i < bytes.length; i += 3) {
      const n = (bytes[i] << 16) | ((bytes[i + 1] || 0) << 8) | (bytes[i + 2] || 0);
      out += alphabet[n >> 18] + alphabet[(n >> 12) & 63];
      out += i + 1 < bytes.length ? alphabet[(n >> 6) & 63] : "=";
      out += i + 2 < bytes.length ? alphabet[n & 63] : "=";
    }
    return out;
  }
  globalThis.atob = function (text) { return fromBase64(Text(text)).map((b) => Text.fromCharCode(b)).join(""); };
  globalThis.btoa = function (text) { return toBase64(Array.from(Text(text), (c) => c.charCodeAt(0) & 255)); };

  class Buffer extends Uint8Array {
    static from(data, encoding) {
      if (typeof data === "string") {
        if (encoding === "hex") { data = (data.match(/[0-9a-f]{2}/gi) || []).map((pair) => parseInt(pair, 16)); }
        else if (encoding === "base64" || encoding === "base64url") { data = fromBase64(data); }
        else if (encoding === "latin1" || encoding === "binary" || encoding === "ascii") {
          data = Array.from(data, (c) => c.charCodeAt(0) & 255);
        } else { data = Array.from(unescape(encodeURIComponent(data)), (c) => c.charCodeAt(0)); }
      } else if (data instanceof ArrayBuffer) { data = new Uint8Array(data); }
      const out = new Buffer(data.length);
      for (let i = 0; i < data.length; i++) { out[i] = data[i]; }
      return out;
    }
    static alloc(size) { return new Buffer(size); }
    static isBuffer(other) { return other instanceof Buffer; }
    static concat(list) { return Buffer.from(list.flatMap((one) => Array.from(one))); }
    slice(start, end) { return this.subarray(start, end); }
    toString(encoding, start, end) {
      const part = Array.from(this.subarray(start || 0, end === undefined ? this.length : end));
      if (encoding === "hex") { return part.map((b) => b.toString(16).padStart(2, "0")).join(""); }
      if (encoding === "base64") { return toBase64(part); }
      const text = part.map((b) => Text.fromCharCode(b)).join("");
      try { return encoding && !/^utf-?8$/i.test(encoding) ? text : decodeURIComponent(escape(text)); }
      catch (error) { return text; }
    }
    toJSON() { return { type: "Buffer", data: Array.from(this) }; }
    view(at, size) {
      if (!(at >= 0 && at + size <= this.length)) { throw new RangeError("out of range"); }
      return new DataView(this.buffer, this.byteOffset + at, size);
    }
    number(at, size, little, signed) {
      this.view(at, size);
      let value = 0;
      for (let i = 0; i < size; i++) { value = value * 256 + this[little ? at + size - 1 - i : at + i]; }
      return signed && value >= 2 ** (8 * size - 1) ? value - 2 ** (8 * size) : value;
    }
    readFloatLE(at = 0) { return this.view(at, 4).getFloat32(0, true); }
    readFloatBE(at = 0) { return this.view(at, 4).getFloat32(0, false); }
    readDoubleLE(at = 0) { return this.view(at, 8).getFloat64(0, true); }
    readDoubleBE(at = 0) { return this.view(at, 8).getFloat64(0, false); }
  }
  for (const [word, signed] of [["Int", true], ["UInt", false], ["Uint", false]]) {
    Buffer.prototype["read" + word + "8"] = function (at = 0) { return this.number(at, 1, false, signed); };
    for (const [end, little] of [["LE", true], ["BE", false]]) {
      for (const bits of [16, 32]) {
        Buffer.prototype["read" + word + bits + end] = function (at = 0) {
          return this.number(at, bits / 8, little, signed);
        };
      }
      Buffer.prototype["read" + word + end] = function (at, size) { return this.number(at, size, little, signed); };
    }
  }
  globalThis.Buffer = Buffer;

  function answer(bytes, port, time, variables) {
    const input = { bytes: bytes, fPort: port, recvTime: new DateTime(time), variables: variables };
    if (typeof decodeUplink === "function") { return decodeUplink(input); }
    const given = typeof module === "object" && module && module.exports ? module.exports : {};
    const named = [given, typeof exports === "object" && exports ? exports : {}];
    for (const one of named) { if (typeof one.decodeUplink === "function") { return one.decodeUplink(input); } }
    if (typeof Decoder === "function") { return Decoder(bytes, port); }
    for (const one of named) { if (typeof one.Decoder === "function") { return one.Decoder(bytes, port); } }
    if (typeof Decode === "function") { return Decode(port, bytes, variables); }
    for (const one of named) { if (typeof one.Decode === "function") { return one.Decode(port, bytes, variables); } }
    if (typeof decentlab_decoder === "object") { return decentlab_decoder.decode(bytes); }
    throw new Failure("no-function");
  }
  define(globalThis, "__mittendrin_call", {
    writable: false, configurable: false, enumerable: false,
    value: function (bytes, port, time, variables) {
      const found = answer(bytes, port, time, variables);
      if (found && typeof found.then === "function") { throw new Failure("no-answer"); }
      const text = stringify(found, function (key, value) {
        return typeof value === "bigint" ? toNumber(value) : value;
      });
      if (typeof text !== "string") { throw new Failure("no-answer"); }
      if (text.length > MOST) { throw new Failure("too-long-answer"); }
      return text;
    },
  });
})();
"""
).replace("MOST)", f"{MOST_ANSWER})")
