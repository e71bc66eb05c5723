//! Ways to sign in, ways back, and what holds off guessing, through HTTP.

mod acts;
mod codes;
mod devices;
mod limits;
mod passkeys;
mod passwords;
mod recovery;
mod scan;
mod second_step;
mod setting;
mod step_up;
mod tabs;
mod work;
