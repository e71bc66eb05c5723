//! OAuth 2.0, OpenID Connect and JOSE as pure types and checks: no input or output, no clock of its own.
