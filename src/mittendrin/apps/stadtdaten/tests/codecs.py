# SPDX-License-Identifier: EUPL-1.2
"""Codecs as vendors write them, written for the tests: good ones in all forms, and bad ones."""

MILESIGHT = """
function decodeUplink(input) {
  var decoded = {}, bytes = input.bytes;
  for (var i = 0; i < bytes.length;) {
    var channel = bytes[i++], type = bytes[i++];
    if (channel === 0x01 && type === 0x75) { decoded.battery = bytes[i]; i += 1; }
    else if (channel === 0x03 && type === 0x67) { decoded.temperature = short(bytes.slice(i, i + 2)) / 10; i += 2; }
    else if (channel === 0x04 && type === 0x68) { decoded.humidity = bytes[i] / 2; i += 1; }
    else if (channel === 0x20 && type === 0xce) {
      decoded.history = decoded.history || [];
      decoded.history.push({
        timestamp: bytes[i] + bytes[i + 1] * 256 + bytes[i + 2] * 65536 + bytes[i + 3] * 16777216,
        temperature: short(bytes.slice(i + 4, i + 6)) / 10, humidity: bytes[i + 6] / 2 });
      i += 7;
    } else { break; }
  }
  return { data: decoded };
}
function short(pair) { var v = (pair[1] << 8) + pair[0]; return v > 0x7fff ? v - 0x10000 : v; }
"""
ELSYS = """
function Decoder(bytes, port) {
  var found = {};
  for (var i = 0; i < bytes.length; i++) {
    switch (bytes[i]) {
      case 0x01: found.temperature = ((bytes[i + 1] << 24 >> 16) | bytes[i + 2]) / 10; i += 2; break;
      case 0x02: found.humidity = bytes[i + 1]; i += 1; break;
      case 0x04: found.light = (bytes[i + 1] << 8) | bytes[i + 2]; i += 2; break;
      case 0x05: found.pir = bytes[i + 1]; i += 1; break;
      case 0x06: found.co2 = (bytes[i + 1] << 8) | bytes[i + 2]; i += 2; break;
      case 0x07: found.vdd = (bytes[i + 1] << 8) | bytes[i + 2]; i += 2; break;
      default: i = bytes.length;
    }
  }
  return found;
}
"""
DECENTLAB = """
var decentlab_decoder = {
  SENSORS: [
    { length: 1, values: [
      { name: 'raw_sensor_reading', displayName: 'Raw sensor reading', unit: 'mV',
        convert: function (x) { return 3 * (x[0] - 32768) / 32768 * 1000; } },
      { name: 'volumetric_water_content', displayName: 'Volumetric water content', unit: 'm³⋅m⁻³',
        convert: function (x) { return 2.97*Math.pow(10, -9) * Math.pow(3000*(x[0]-32768)/32768, 3)
          - 7.37*Math.pow(10, -6) * Math.pow(3000*(x[0]-32768)/32768, 2)
          + 6.69*Math.pow(10, -3) * (3000*(x[0]-32768)/32768) - 1.92; } }] },
    { length: 1, values: [{ name: 'battery_voltage', displayName: 'Battery voltage', unit: 'V',
      convert: function (x) { return x[0] / 1000; } }] }],
  decode: function (bytes) {
    if (bytes[0] != 2) { return { error: "protocol version " + bytes[0] + " doesn't match v2" }; }
    var flags = (bytes[3] << 8) + bytes[4], pos = 5, result = { protocol_version: 2 };
    for (var i = 0; i < this.SENSORS.length; i++, flags >>= 1) {
      if ((flags & 1) !== 1) { continue; }
      var x = [(bytes[pos] << 8) + bytes[pos + 1]];
      pos += 2;
      this.SENSORS[i].values.forEach(function (v) {
        result[v.name] = { displayName: v.displayName, value: v.convert(x), unit: v.unit };
      });
    }
    return result;
  }
};
console.log(decentlab_decoder.decode([2, 2, 223, 0, 0]));
"""
FORMS = {
    "decodeUplink": "function decodeUplink(input) { return { data: { x: input.bytes[0], p: input.fPort } }; }",
    "arrow": "const decodeUplink = ({ bytes, fPort }) => ({ data: { x: bytes[0], p: fPort } });",
    "module": "export function decodeUplink(input) { return { data: { x: input.bytes[0], p: input.fPort } }; }",
    "commonjs": "module.exports = { decodeUplink: (i) => ({ data: { x: i.bytes[0], p: i.fPort } }) };",
    "Decoder": "function Decoder(bytes, port) { return { x: bytes[0], p: port }; }",
    "Decode": "function Decode(fPort, bytes, variables) { return { x: bytes[0], p: fPort }; }",
    "Buffer": "function decodeUplink(i) { var b = Buffer.from(i.bytes);"
    " return { data: { x: b.readUInt16BE(0) >> 8, p: i.fPort } }; }",
    "class": "class D { run(b) { return b[0]; } }\n"
    "var decodeUplink = function (i) { return { data: { x: new D().run(i.bytes), p: i.fPort } }; };",
}
HOSTILE = {
    "loops at load": ("while (true) {}", {"codec-too-slow"}),
    "loops when called": ("function decodeUplink() { for (;;) {} }", {"codec-too-slow"}),
    "slow pattern": ("function decodeUplink() { return /(a+)+$/.test('a'.repeat(60) + 'b'); }", {"codec-too-slow"}),
    "arrays of bytes": (
        "function decodeUplink() { var a = []; for (;;) { a.push(new Uint8Array(1 << 24).fill(1)); } }",
        {"codec-failed", "codec-too-big", "codec-too-slow"},
    ),
    "texts": (
        "function decodeUplink() { var a = []; for (;;) { a.push('x' + Math.random()); } }",
        {"codec-too-big", "codec-too-slow"},
    ),
    "one long array": (
        "function decodeUplink() { return new Array(1e9).fill(0); }",
        {"codec-too-big", "codec-too-slow"},
    ),
    "long answer": (
        "function decodeUplink() { return { data: { a: 'x'.repeat(1e7) } }; }",
        {"codec-too-long-answer"},
    ),
    "many values": (
        "function decodeUplink() { var d = {}; for (var i = 0; i < 9e3; i++) { d['k' + i] = i; } return { data: d }; }",
        {"too-many-values"},
    ),
    "deep answer": (
        ("function decodeUplink() { var a = {}, b = a; for (var i = 0; i < 500; i++) { b = b.a = {}; } b.x = 1;"
        " return { data: a }; }"),
        {"too-deep"},
    ),
    "too deep to write": (
        ("function decodeUplink() { var a = {}, b = a; for (var i = 0; i < 1e5; i++) { b = b.a = {}; }"
        " return { data: a }; }"),
        {"codec-failed"},
    ),
    "circle": ("function decodeUplink() { var a = {}; a.a = a; return { data: a }; }", {"codec-failed"}),
    "calls itself": ("function decodeUplink() { return decodeUplink(); }", {"codec-failed"}),
    "forged writer": (
        ("JSON.stringify = function () { return 'evil'; }; Object.prototype.toJSON = function () { return 'evil'; };"
        " function decodeUplink() { return { data: { a: 1 } }; }"),
        {"codec-no-answer"},
    ),
    "broken prototypes": (
        ("Array.prototype[Symbol.iterator] = null; Object.prototype.then = 1; Function.prototype.call = null;"
        " function decodeUplink() { throw null; }"),
        {"codec-failed"},
    ),
    "promise": ("async function decodeUplink() { return { data: { a: 1 } }; }", {"codec-no-answer"}),
    "no JavaScript": ("def decode(payload):\n    return 1", {"codec-syntax"}),
    "no function": ("var a = 1;", {"codec-no-function"}),
    "nothing": ("", {"codec-no-function"}),
    "text": ("function decodeUplink() { return 'text'; }", {"codec-no-answer"}),
    "says no": ("function decodeUplink() { return { errors: ['unknown port'] }; }", {"codec-says"}),
    "asks for files": ("const fs = require('fs'); function decodeUplink() { return {}; }", {"codec-failed"}),
    "asks for the network": ("function decodeUplink() { fetch('http://localhost'); return {}; }", {"codec-failed"}),
    "timers": ("function decodeUplink() { setTimeout(function () { for (;;) {} }, 0); return {}; }", {"codec-failed"}),
}  # fmt: skip
