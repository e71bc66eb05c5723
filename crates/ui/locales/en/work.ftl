# What a browser works out first, where too many attempts came from its network.
# Variables: $count and $minutes a number of minutes.

problem-work-missing = Many attempts have come from your network, so your browser has to work something out before the next one. It had not done so. It is working on it now: press the button again. If your browser cannot do this, wait { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}, then press the button.
work-busy = Many attempts have come from your network, so your browser has to work something out first. Please wait a moment. It goes on by itself.
work-wait = Many attempts have come from your network. Wait { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
} before you press this button.
