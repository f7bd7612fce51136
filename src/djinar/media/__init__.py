"""One peer connection and its tracks. The only place that imports the WebRTC engine and the reader of sound files.

Everything here lives on one event loop, the media loop, and does no pixel work there.
"""
