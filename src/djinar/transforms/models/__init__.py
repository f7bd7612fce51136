"""Two small neural networks, what runs them, and what they find: faces, and people before their background.

Their origin and licence are in ``README.md`` and ``LICENSE`` beside this module.
"""
