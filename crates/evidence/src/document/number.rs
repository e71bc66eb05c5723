//! The number of a document in its normal form: what is compared, sealed and hashed.

use time::Date;
use unicode_normalization::UnicodeNormalization;

use super::{DocumentType, resident};

/// Why a text is not the number of such a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentRefusal {
    /// Numbers of this document are longer or shorter.
    #[error("the number has another length")]
    Length,
    /// A character stands where this document has another kind of character.
    #[error("the number has a character that cannot stand there")]
    Characters,
    /// The number belongs to a residence permit and the document is an identity card, or the other way round.
    #[error("the number is that of another document")]
    Division,
    /// The date of birth in it is not a day of the calendar.
    #[error("the date of birth in the number is no date")]
    Date,
    /// The date of birth in it is still to come.
    #[error("the date of birth in the number is in the future")]
    FutureDate,
    /// The check character does not fit: somebody mistyped.
    #[error("the check character of the number does not fit")]
    Checksum,
}

/// The number of a document, of the right form, in its normal form: half-width, upper case, without spaces. Nothing says
/// that somebody has it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DocumentNumber {
    document: DocumentType,
    text: String,
}

impl std::fmt::Debug for DocumentNumber {
    /// Without the number.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DocumentNumber").field("document", &self.document).finish_non_exhaustive()
    }
}

/// Nothing longer than this, in bytes as typed, is looked at.
const LONGEST_INPUT: usize = 128;

impl DocumentNumber {
    /// Reads a number as somebody typed it. Takes full-width digits, lower case and spaces.
    ///
    /// # Errors
    /// [`DocumentRefusal`], the first rule broken: length, characters, document, date, check character. Never
    /// [`DocumentRefusal::FutureDate`], which needs the present: [`check_age`](Self::check_age).
    pub fn parse(document: DocumentType, typed: &str) -> Result<Self, DocumentRefusal> {
        if typed.len() > LONGEST_INPUT {
            return Err(DocumentRefusal::Length);
        }
        let half_width = typed.nfkc().filter(|c| !c.is_whitespace());
        let mut text: String = half_width.map(|c| c.to_ascii_uppercase()).collect();
        check(document, &text)?;
        if document == DocumentType::HkMacaoPermit {
            text.truncate(HK_MACAO_LIFELONG);
        }
        Ok(Self { document, text })
    }

    /// Of which document.
    pub const fn document(&self) -> DocumentType {
        self.document
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// For people to recognise it: the first and the last character, the rest as `*`.
    pub fn masked(&self) -> String {
        let last = self.text.chars().count().saturating_sub(1);
        self.text.chars().enumerate().map(|(at, c)| if at == 0 || at == last { c } else { '*' }).collect()
    }

    /// The date of birth, where the number tells it.
    pub fn birth_date(&self) -> Option<Date> {
        match self.document {
            DocumentType::ResidentId | DocumentType::ResidencePermit => resident::birth_date(&self.text),
            DocumentType::HkMacaoPermit
            | DocumentType::TaiwanPermit
            | DocumentType::ForeignPermanentResident
            | DocumentType::Passport => None,
        }
    }

    /// That its owner is born. `today` is the day at the place of the deployment.
    ///
    /// # Errors
    /// [`DocumentRefusal::FutureDate`].
    pub fn check_age(&self, today: Date) -> Result<(), DocumentRefusal> {
        match self.birth_date() {
            Some(birth) if birth > today => Err(DocumentRefusal::FutureDate),
            Some(_) | None => Ok(()),
        }
    }
}

/// Letter and eight digits: what a person keeps for life. Two more digits count the renewals.
const HK_MACAO_LIFELONG: usize = 9;
const HK_MACAO_WITH_COUNTER: usize = 11;
/// Travel permits for residents of Taiwan, since the card of 2015; the booklets before it have run out.
const TAIWAN: usize = 8;
/// Permanent residence cards before December 2023: three letters of nationality and twelve digits.
const PERMANENT_RESIDENT_OLD: usize = 15;
/// Since December 2023: `9`, then as long as a resident's number.
const PERMANENT_RESIDENT: usize = resident::LENGTH;
/// ICAO Doc 9303 part 4: the document number of a passport has nine places. The lower bound is ours.
const PASSPORT: std::ops::RangeInclusive<usize> = 5..=9;

fn check(document: DocumentType, text: &str) -> Result<(), DocumentRefusal> {
    let length = text.chars().count();
    match document {
        DocumentType::ResidentId => {
            expect(length == resident::LENGTH, DocumentRefusal::Length)?;
            expect(!resident::is_permit(text), DocumentRefusal::Division)?;
            resident::check(text)
        }
        DocumentType::ResidencePermit => {
            expect(length == resident::LENGTH, DocumentRefusal::Length)?;
            resident::check(text)?;
            expect(resident::is_permit(text), DocumentRefusal::Division)
        }
        // Ministry of Public Security, rules of the numbers of 2010-03-10: H or M, eight digits for life, two that count.
        DocumentType::HkMacaoPermit => {
            let known = [HK_MACAO_LIFELONG, HK_MACAO_WITH_COUNTER].contains(&length);
            expect(known, DocumentRefusal::Length)?;
            let rest = text.strip_prefix(['H', 'M']).ok_or(DocumentRefusal::Characters)?;
            expect(digits(rest), DocumentRefusal::Characters)
        }
        DocumentType::TaiwanPermit => {
            expect(length == TAIWAN, DocumentRefusal::Length)?;
            expect(digits(text), DocumentRefusal::Characters)
        }
        DocumentType::ForeignPermanentResident => check_permanent_resident(text, length),
        DocumentType::Passport => {
            expect(PASSPORT.contains(&length), DocumentRefusal::Length)?;
            let plain = text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
            let some_digit = text.bytes().any(|byte| byte.is_ascii_digit());
            expect(plain && some_digit, DocumentRefusal::Characters)
        }
    }
}

/// Only the form: no public text says how the check character of the new number is made.
fn check_permanent_resident(text: &str, length: usize) -> Result<(), DocumentRefusal> {
    let fits = match length {
        PERMANENT_RESIDENT_OLD => text
            .split_at_checked(3)
            .is_some_and(|(land, rest)| land.bytes().all(|b| b.is_ascii_uppercase()) && digits(rest)),
        PERMANENT_RESIDENT => {
            text.starts_with('9') && (digits(text) || text.strip_suffix('X').is_some_and(digits))
        }
        _ => return Err(DocumentRefusal::Length),
    };
    expect(fits, DocumentRefusal::Characters)
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

const fn expect(holds: bool, otherwise: DocumentRefusal) -> Result<(), DocumentRefusal> {
    if holds { Ok(()) } else { Err(otherwise) }
}
