"""Thin wrappers over Open edX that take and give plain values. Its modules are imported inside functions."""
