//! Options that are one of a closed list of words.

/// A value that is one of a closed list of words.
pub(crate) trait Choice: Copy + PartialEq + 'static {
    /// Every value, in the order a reader expects.
    const ALL: &'static [Self];

    /// Its word.
    fn word(self) -> &'static str;
}

/// The value `text` names, or which words there are.
pub(crate) fn parse<T: Choice>(text: &str) -> Result<T, String> {
    T::ALL
        .iter()
        .copied()
        .find(|choice| choice.word() == text)
        .ok_or_else(|| format!("must be one of {}; it is {text:?}", words::<T>()))
}

/// All words of `T`, for people.
pub(crate) fn words<T: Choice>() -> String {
    let words: Vec<_> = T::ALL.iter().map(|choice| choice.word()).collect();
    words.join(", ")
}

/// Declares an enum of words: one list for the type, the parser and the sample.
macro_rules! choice {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// The word that stands for it in the configuration.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::value::choice::Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)+];

            fn word(self) -> &'static str {
                self.as_str()
            }
        }
    };
}

pub(crate) use choice;
