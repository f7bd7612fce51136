"""One peer connection and its tracks; media files. The only importer of the WebRTC engine and of PyAV.

What has to do with a connection lives on one event loop, the media loop, and does no pixel work there.
"""
