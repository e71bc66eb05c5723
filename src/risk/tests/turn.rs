//! What is held while attempts are under way.

use crate::risk::turn::Turns;

#[test]
fn each_turn_sees_those_before_it() {
    let turns = Turns::default();
    let (first, before) = turns.hold(vec![[1; 32], [2; 32]]);
    assert_eq!(before, [0, 0]);
    let (second, before) = turns.hold(vec![[2; 32], [3; 32]]);
    assert_eq!(before, [1, 0]);
    drop(first);
    let (_third, before) = turns.hold(vec![[1; 32], [2; 32]]);
    assert_eq!(before, [0, 1]);
    drop(second);
}

#[test]
fn nothing_is_left_when_all_are_done() {
    let turns = Turns::default();
    let held: Vec<_> = (0..8).map(|number| turns.hold(vec![[number % 3; 32], [9; 32]]).0).collect();
    assert_eq!(turns.len(), 4);
    drop(held);
    assert_eq!(turns.len(), 0);
}

#[test]
fn no_count_is_lost_between_threads() {
    let turns = Turns::default();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..500 {
                    let (turn, before) = turns.hold(vec![[1; 32]]);
                    assert!(before[0] < 4);
                    drop(turn);
                }
            });
        }
    });
    assert_eq!(turns.len(), 0);
}
