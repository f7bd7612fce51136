"""Picture, video and sound files, read and written. Blocking, on whichever thread asks."""
