"""The words everyone shares. Pure; no I/O but reading the two YAML files."""
