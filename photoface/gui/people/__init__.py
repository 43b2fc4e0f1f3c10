"""The People page: named people, the tray of unnamed groups, and the dialogs that name, merge, split and ignore.

Also circles, people packs, and the page of one unnamed group.
"""
