//! Rules of JOSE, each with the case that passes and the case that fails for that reason alone.
