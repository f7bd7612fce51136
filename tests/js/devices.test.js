import assert from "node:assert/strict";
import { test } from "node:test";

import { cameraConstraints, microphoneConstraints, obstacleIn } from "../../src/djinar/static/djinar/devices.js";

test("a page that is not secure says so before anything else", () => {
  const obstacle = obstacleIn({ isSecureContext: false, mediaDevices: undefined, RTCPeerConnection: undefined });

  assert.equal(obstacle?.code, "insecure-address");
});

test("a browser that cannot make calls is too old", () => {
  const obstacle = obstacleIn({ isSecureContext: true, mediaDevices: {}, RTCPeerConnection: undefined });

  assert.equal(obstacle?.code, "browser-too-old");
});

test("nothing stands in the way of a current browser at a secure address", () => {
  assert.equal(obstacleIn({ isSecureContext: true, mediaDevices: {}, RTCPeerConnection: class {} }), null);
});

test("a chosen camera is the one that is opened", () => {
  const constraints = /** @type {MediaTrackConstraints} */ (cameraConstraints("abc"));

  assert.deepEqual(constraints.deviceId, { exact: "abc" });
  assert.deepEqual(microphoneConstraints("abc"), { deviceId: { exact: "abc" } });
});

test("a phone's camera is chosen by the side it is on", () => {
  const constraints = /** @type {MediaTrackConstraints} */ (cameraConstraints("facing:environment"));

  assert.equal(constraints.facingMode, "environment");
  assert.equal(constraints.deviceId, undefined);
});

test("without a choice the browser chooses", () => {
  const constraints = /** @type {MediaTrackConstraints} */ (cameraConstraints(""));

  assert.equal(constraints.deviceId, undefined);
  assert.equal(microphoneConstraints(""), true);
});

test("none is a choice too", () => {
  assert.equal(cameraConstraints("none"), false);
  assert.equal(microphoneConstraints("none"), false);
});
