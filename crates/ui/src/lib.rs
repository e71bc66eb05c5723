//! Pages: view models in, HTML out.
