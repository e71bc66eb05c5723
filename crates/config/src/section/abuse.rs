//! `[abuse]`: how often something may be tried, by whom.

use crate::source::Source;
use crate::value::rate::Rate;

/// How often something may be tried, by whom. A source is one IPv4 address, or the 2^64 IPv6 addresses of one network.
#[derive(Clone, Debug)]
pub struct Abuse {
    /// `abuse.source_sign_in`, default 60 then 120/hour, `YIMEN__ABUSE__SOURCE_SIGN_IN`: failed sign-ins from one source.
    pub source_sign_in: Rate,
    /// `abuse.account_sign_in`, default 10 then 30/hour, `YIMEN__ABUSE__ACCOUNT_SIGN_IN`: failed sign-ins to one name by
    /// strangers.
    pub account_sign_in: Rate,
    /// `abuse.device_sign_in`, default 10 then 60/hour, `YIMEN__ABUSE__DEVICE_SIGN_IN`: failed sign-ins from a browser
    /// that the account knows.
    pub device_sign_in: Rate,
    /// `abuse.source_register`, default 10 then 20/hour, `YIMEN__ABUSE__SOURCE_REGISTER`: new accounts from one source.
    pub source_register: Rate,
    /// `abuse.phone_messages`, default 5 then 5/hour, `YIMEN__ABUSE__PHONE_MESSAGES`: codes to one phone or mailbox.
    pub phone_messages: Rate,
    /// `abuse.source_messages`, default 20 then 20/hour, `YIMEN__ABUSE__SOURCE_MESSAGES`: codes asked for by one source.
    pub source_messages: Rate,
    /// `abuse.account_messages`, default 10 then 10/hour, `YIMEN__ABUSE__ACCOUNT_MESSAGES`: codes for one account.
    pub account_messages: Rate,
    /// `abuse.client_messages`, default 1000 then 1000/hour, `YIMEN__ABUSE__CLIENT_MESSAGES`: codes on the way to one
    /// client.
    pub client_messages: Rate,
    /// `abuse.client_secret`, default 20 then 60/hour, `YIMEN__ABUSE__CLIENT_SECRET`: wrong secrets of one client from one
    /// source.
    pub client_secret: Rate,
    /// `abuse.recovery_account`, default 5 then 2/hour, `YIMEN__ABUSE__RECOVERY_ACCOUNT`: recoveries tried of one account.
    pub recovery_account: Rate,
    /// `abuse.source_recovery`, default 20 then 20/hour, `YIMEN__ABUSE__SOURCE_RECOVERY`: recoveries tried by one source.
    pub source_recovery: Rate,
    /// `abuse.account_verifications`, default 20 then 10/hour, `YIMEN__ABUSE__ACCOUNT_VERIFICATIONS`: verifications begun by
    /// one account, and of one document.
    pub account_verifications: Rate,
    /// `abuse.proof_of_work_bits`, 0 to 24, default 0 (off), `YIMEN__ABUSE__PROOF_OF_WORK_BITS`: how hard a puzzle is.
    pub proof_of_work_bits: u32,
}

impl Abuse {
    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source.section(
            "abuse",
            "How often something may be tried. \"10 then 30/hour\" lets 10 pass at once and 30 in each hour from then on; \
             both are 1 to 1000000. A source is one IPv4 address or one IPv6 network of 64 bits; see to \
             listen.public.behind_proxy, or all sources are the proxy.",
        );
        Self {
            source_sign_in: fields.rate(
                "source_sign_in",
                60,
                120,
                "Failed sign-ins from one source. An office or a school may be one source.",
            ),
            // NIST SP 800-63B-4 section 3.2.2: attempts at one account are limited.
            account_sign_in: fields.rate(
                "account_sign_in",
                10,
                30,
                "Failed sign-ins to one account from browsers it does not know. The account's own browsers are not held \
                 up by it.",
            ),
            device_sign_in: fields.rate(
                "device_sign_in",
                10,
                60,
                "Failed sign-ins from one browser that the account knows.",
            ),
            source_register: fields.rate("source_register", 10, 20, "New accounts from one source."),
            phone_messages: fields.rate("phone_messages", 5, 5, "Codes to one phone or mailbox."),
            source_messages: fields.rate("source_messages", 20, 20, "Codes asked for by one source."),
            account_messages: fields.rate("account_messages", 10, 10, "Codes for one account."),
            client_messages: fields.rate(
                "client_messages",
                1000,
                1000,
                "Codes to people on their way to one client: it bounds what a misused client costs.",
            ),
            client_secret: fields.rate(
                "client_secret",
                20,
                60,
                "Wrong secrets or signatures of one client from one source.",
            ),
            recovery_account: fields.rate("recovery_account", 5, 2, "Attempts to recover one account."),
            source_recovery: fields.rate("source_recovery", 20, 20, "Attempts to recover accounts by one source."),
            account_verifications: fields.rate(
                "account_verifications",
                20,
                10,
                "Verifications begun by one account, and of one document. Who may ask often learns other people's numbers.",
            ),
            proof_of_work_bits: fields.number(
                "proof_of_work_bits",
                0,
                0..=24,
                "A source that has used half of its sign-ins, new accounts or codes lets its browser solve a puzzle of \
                 so many bits; each bit doubles the work. 0: no puzzles. Whoever cannot solve one waits instead.",
            ),
        }
    }
}
