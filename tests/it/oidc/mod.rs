//! OpenID Connect and OAuth through HTTP, one theme in each file. A flow runs on both databases.

mod access_token;
mod acr;
mod budget;
mod client_assertion;
mod client_auth;
mod client_keys;
mod code;
mod disabled;
mod documents;
mod introspection;
mod key_rotation;
mod logout;
mod logout_notices;
mod par;
mod pkce;
mod prompts;
mod redirect_uri;
mod refresh;
mod refresh_ends;
mod request;
mod revocation;
mod sign_on;
mod subjects;
mod token_endpoint;
mod userinfo;
