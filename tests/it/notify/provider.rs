//! Together with a provider that was written without a look at the service.

use std::sync::Arc;

use base::{Clock, ManualClock, SystemRng};
use sandbox::Environment;
use sandbox::messages::{Behaviour, MessageOptions, MessageProvider};
use testkit::{World, on_each_database};
use yimen::notify::{Notice, Recipient};

use super::*;

on_each_database! {
    a_provider_takes_codes_and_notices,
    a_message_is_taken_once_the_provider_is_well_again,
    a_message_whose_answer_was_lost_is_shown_once,
    a_provider_of_another_issuer_takes_nothing,
}

/// How long a node waits for an answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// A provider with a clock of its own, and a node that sends through it.
struct Pair {
    node: Node,
    provider: MessageProvider,
    clock: Arc<ManualClock>,
}

impl Pair {
    async fn of(world: &World, issuer: &str) -> Self {
        let clock = Arc::new(ManualClock::new(world.now()));
        let options = MessageOptions {
            issuer: issuer.to_owned(),
            public_url: String::new(),
            audience: String::new(),
            listen: ([127, 0, 0, 2], 0).into(),
        };
        let environment =
            Environment { clock: clock.clone(), rng: Arc::new(SystemRng), ..Environment::default() };
        let provider = MessageProvider::start_in(options, environment).await.unwrap();
        let (sms, mail) = (provider.sms_url(), provider.mail_url());
        let change = |config: &mut config::Config| {
            config.messages.sms_url = Some(sms.parse().unwrap());
            config.messages.mail_url = Some(mail.parse().unwrap());
            config.outbound.timeout_ms = PATIENCE;
        };
        Self { node: world.node_with(change).await, provider, clock }
    }

    /// Lets time pass on both sides.
    fn advance(&self, world: &World, span: Duration) {
        world.advance(span);
        self.clock.advance(span);
        assert_eq!(self.clock.now(), world.now());
    }
}

async fn a_provider_takes_codes_and_notices(world: World) {
    let pair = Pair::of(&world, world.issuer()).await;
    queue_code(&pair.node, &Recipient::phone(PHONE), "zh-Hans").await;
    queue_notice(&pair.node, &Recipient::mail(ADDRESS), Notice::AccountClosed, None).await;
    assert_eq!(send(&pair.node).await, 2);
    assert_eq!(pair.provider.refusals(), []);
    assert_eq!(pair.provider.code_for(PHONE).as_deref(), Some(CODE));
    let [mail] = pair.provider.messages_to(ADDRESS).try_into().unwrap();
    assert_eq!((mail.template.as_str(), mail.code), ("account_closed", None));
}

async fn a_message_is_taken_once_the_provider_is_well_again(world: World) {
    let pair = Pair::of(&world, world.issuer()).await;
    queue_code(&pair.node, &Recipient::phone(PHONE), "zh-Hans").await;
    let ills = [Behaviour::Breaks, Behaviour::Down, Behaviour::Busy { retry_after: Duration::from_secs(1) }];
    for (behaviour, pause) in ills.into_iter().zip([2, 4, 8]) {
        pair.provider.behave(behaviour);
        assert_eq!(send(&pair.node).await, 1);
        pair.advance(&world, Duration::from_secs(pause));
    }
    assert!(pair.provider.messages().is_empty());
    pair.provider.behave(Behaviour::Takes);
    assert_eq!(send(&pair.node).await, 1);
    assert_eq!(pair.provider.code_for(PHONE).as_deref(), Some(CODE));
    assert_eq!(pair.provider.refusals(), []);
}

async fn a_message_whose_answer_was_lost_is_shown_once(world: World) {
    let pair = Pair::of(&world, world.issuer()).await;
    // By then the provider has the keys, so that the next call takes no time.
    queue_notice(&pair.node, &Recipient::mail(ADDRESS), Notice::NewDevice, None).await;
    send(&pair.node).await;
    queue_code(&pair.node, &Recipient::phone(PHONE), "zh-Hans").await;
    pair.provider.behave(Behaviour::Slow(PATIENCE * 10));
    assert_eq!(send(&pair.node).await, 1);
    assert_eq!(pair.provider.messages_to(PHONE).len(), 1, "taken, and the answer comes too late");
    pair.provider.behave(Behaviour::Takes);
    pair.advance(&world, Duration::from_secs(60));
    assert_eq!(send(&pair.node).await, 1);
    assert_eq!((pair.provider.calls(), pair.provider.messages_to(PHONE).len()), (3, 1));
    assert_eq!(pair.provider.refusals(), []);
    pair.advance(&world, Duration::from_secs(60));
    assert_eq!(send(&pair.node).await, 0);
}

async fn a_provider_of_another_issuer_takes_nothing(world: World) {
    let other = world.second_node().await;
    let pair = Pair::of(&world, &other.url("")).await;
    queue_code(&pair.node, &Recipient::phone(PHONE), "zh-Hans").await;
    assert_eq!(send(&pair.node).await, 1);
    assert!(pair.provider.messages().is_empty());
}
