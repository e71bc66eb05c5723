//! Private keys: generation, custody, rotation, all signing, sealing and keyed hashes.
