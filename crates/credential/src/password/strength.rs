//! How many guesses a password takes, estimated by zxcvbn (Wheeler, USENIX Security 2016) with the words known about
//! the person and those that people here choose most. Owns what is said about a weak one.

use std::borrow::Cow;

use zxcvbn::feedback::Warning;
use zxcvbn::zxcvbn;

use super::familiar;

/// Shorter words would be found in any password: a name of one syllable, a country code.
const FEWEST_LETTERS: usize = 3;
const FEWEST_CHARACTERS_OF_OTHER_SCRIPTS: usize = 2;
/// The tails of a number that people remember: a whole mobile number without its country, its last eight and six.
const TAILS: [usize; 3] = [11, 8, 6];

/// Signs that stand for letters (4 for a, $ for s): the estimator tries every reading of a text that has them.
const SIGNS: [char; 10] = ['@', '$', '!', '(', '{', '[', '<', '|', '+', '%'];
/// Digits, these three and no more are some hundred readings; all signs are a thousand, half a second of work.
const SIGNS_READ: usize = 3;
/// The work grows with the square of the length. A password is at least as hard as its beginning.
const CHARACTERS_READ: usize = 64;

/// What is known about the person who chooses: user name, name, numbers, the name of the service.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The words; empty ones are passed over.
    pub words: &'a [&'a str],
}

/// What makes a password easy to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// One that many people choose, or close to one.
    Common,
    /// Made of what is known about the person.
    Personal,
    /// A row or a pattern of keys.
    Keyboard,
    /// One character or one piece again and again.
    Repeated,
    /// Characters that follow one another, like abc or 6543.
    Sequence,
    /// A date or a recent year.
    Date,
    /// A name of a person.
    Name,
    /// A single word.
    Word,
    /// None of these: there is too little of it.
    TooSimple,
}

impl Context<'_> {
    /// Whether the text is one of the words.
    pub(super) fn holds(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.words.iter().any(|word| !word.is_empty() && word.to_lowercase() == text)
    }

    /// The words, their parts and the tails of numbers: what a guesser would try first.
    fn guesses(&self) -> Vec<String> {
        self.words.iter().flat_map(|word| parts(word)).filter(|part| is_telling(part)).collect()
    }
}

/// Why a password is found in fewer than 10^`min_guesses_log10` guesses; `None` when it is not.
pub(super) fn weakness(password: &str, context: &Context<'_>, min_guesses_log10: u8) -> Option<Weakness> {
    let floor = f64::from(min_guesses_log10);
    let password = &*with_few_readings(password);
    let too_few = |words: &[&str]| zxcvbn(password, words).guesses_log10() < floor;
    let personal = context.guesses();
    let all: Vec<&str> = familiar::WORDS.iter().copied().chain(personal.iter().map(String::as_str)).collect();
    if min_guesses_log10 == 0 || !too_few(&all) {
        return None;
    }
    // What fails only because of the words known is weak because of them.
    if !too_few(familiar::WORDS) {
        return Some(Weakness::Personal);
    }
    let plain = zxcvbn(password, &[]);
    if plain.guesses_log10() >= floor {
        return Some(Weakness::Common);
    }
    let warning = plain.feedback().and_then(zxcvbn::feedback::Feedback::warning);
    Some(warning.map_or(Weakness::TooSimple, told))
}

/// CWE-400: the beginning of a long text; and of one with more signs than anybody writes words with, the three most
/// used, the others being made characters without meaning, far enough apart to be no sequence.
fn with_few_readings(password: &str) -> Cow<'_, str> {
    let end = password.char_indices().nth(CHARACTERS_READ).map_or(password.len(), |(at, _)| at);
    let password = password.get(..end).unwrap_or(password);
    if SIGNS.iter().filter(|sign| password.contains(**sign)).count() <= SIGNS_READ {
        return Cow::Borrowed(password);
    }
    let meaningless = |c: char| {
        let at = SIGNS.iter().skip(SIGNS_READ).position(|sign| *sign == c)?;
        char::from_u32(0xe000 + 0x40 * u32::try_from(at).ok()?)
    };
    Cow::Owned(password.chars().map(|c| meaningless(c).unwrap_or(c)).collect())
}

const fn told(warning: Warning) -> Weakness {
    match warning {
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => Weakness::Common,
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            Weakness::Keyboard
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            Weakness::Repeated
        }
        Warning::SequencesLikeAbcAreEasyToGuess => Weakness::Sequence,
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => Weakness::Date,
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => Weakness::Name,
        Warning::AWordByItselfIsEasyToGuess => Weakness::Word,
    }
}

fn parts(word: &str) -> Vec<String> {
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let tails = TAILS.iter().filter_map(|length| digits.get(digits.len().checked_sub(*length)?..));
    let mut parts: Vec<String> = tails.map(str::to_owned).collect();
    parts.extend(word.split(|c: char| !c.is_alphanumeric()).map(str::to_owned));
    parts.push(word.chars().filter(|c| c.is_alphanumeric()).collect());
    parts.push(word.to_owned());
    parts
}

fn is_telling(part: &str) -> bool {
    let fewest = if part.is_ascii() { FEWEST_LETTERS } else { FEWEST_CHARACTERS_OF_OTHER_SCRIPTS };
    part.chars().count() >= fewest
}
