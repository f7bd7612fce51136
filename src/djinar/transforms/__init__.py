"""Image in, image out: what may be done to a picture, with which options.

Nothing here knows of networks, threads or event loops: a transform is a function of an image. The only place that
imports OpenCV.
"""
