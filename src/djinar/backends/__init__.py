"""Where sessions run. Views ask a backend and assume nothing of the process that a session lives in."""
