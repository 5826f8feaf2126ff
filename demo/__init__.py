"""A course to try the block in: the xblock-sdk workbench's runtime behind a small site of its own."""
