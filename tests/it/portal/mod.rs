//! The account's home, through HTTP: what one may see and change of one's own account, how fresh a proof that needs, and
//! that nobody else's is touched.

mod acts;
mod close;
mod consents;
mod contacts;
mod devices;
mod export;
mod fresh;
mod history;
mod journey;
mod overview;
mod passkeys;
mod password;
mod recovery_codes;
mod removal;
mod said;
mod second_step;
mod settings;
mod totp;
