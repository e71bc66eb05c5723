//! Lines of the log, and who may write them.

use std::io::Write;
use std::sync::{Arc, Mutex};

use super::*;

/// Keeps what is written.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Paper {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn written(format: LogFormat, level: LogLevel, act: impl FnOnce()) -> String {
    let paper = Paper::default();
    let pen = paper.clone();
    let subscriber = subscriber(&Log { format, level }, Colour::None, move || pen.clone());
    tracing::subscriber::with_default(subscriber, act);
    paper.text()
}

#[test]
fn a_human_line_has_no_escape_sequences_without_a_terminal() {
    let text = written(LogFormat::Human, LogLevel::Info, || tracing::info!(client.id = "c1", "registered"));
    assert!(text.contains("registered") && text.contains("client.id=\"c1\""), "{text}");
    assert!(!text.contains('\u{1b}'), "{text}");
}

#[test]
fn a_json_line_is_one_object_with_the_span_it_belongs_to() {
    let text = written(LogFormat::Json, LogLevel::Info, || {
        tracing::info_span!("request", request.id = "r1").in_scope(|| tracing::info!("answered"));
    });
    assert_eq!(text.lines().count(), 1);
    let line: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&line["message"], &line["span"]["request.id"]), (&"answered".into(), &"r1".into()));
}

#[test]
fn a_line_below_the_level_is_not_written() {
    let text = written(LogFormat::Human, LogLevel::Warn, || {
        tracing::info!("small");
        tracing::warn!("large");
    });
    assert!(text.contains("large") && !text.contains("small"), "{text}");
}

#[test]
fn code_of_others_writes_warnings_only_whatever_the_level() {
    let text = written(LogFormat::Human, LogLevel::Trace, || {
        tracing::trace!("ours");
        tracing::debug!(target: "h2::codec", "cookie: session");
        tracing::warn!(target: "h2::codec", "theirs");
    });
    assert!(text.contains("ours") && text.contains("theirs") && !text.contains("cookie"), "{text}");
}

#[test]
fn set_up_twice_is_set_up_once() {
    let log = Log { format: LogFormat::Human, level: LogLevel::Error };
    init(&log).unwrap();
    init(&log).unwrap();
    metrics::counter!("yimen_test_total").increment(1);
    fold_measurements();
    assert!(measurements().contains("yimen_test_total 1"));
}
