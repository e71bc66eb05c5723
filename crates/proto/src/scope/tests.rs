//! Rules of the module above, each with a case that passes and one that fails for that reason alone.
