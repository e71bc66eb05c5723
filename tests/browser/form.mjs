// A form of the provider, by its test id: fields by the names the provider reads, radio buttons and boxes as people
// press them, and the button. Owns nothing of any page.

/** The form with that test id on the visitor's page. */
export const form = (visitor, id) => new Form(visitor, visitor.at(id));

class Form {
  constructor(visitor, root) {
    Object.assign(this, { visitor, root });
  }

  /** The fields with that name. */
  field(name) {
    return this.root.locator(`[name="${name}"]`);
  }

  /** Types texts into fields and sets boxes (`true`, `false`) by name. */
  async fill(values) {
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'boolean') await this.field(name).setChecked(value);
      else await this.field(name).fill(value);
    }
    return this;
  }

  /** Presses the radio button of that name with that value, by its label, for the button itself may not be seen. */
  async choose(name, value) {
    const button = this.root.page().locator(`[name="${name}"][value="${value}"]`);
    await this.root.locator('label').filter({ has: button }).click();
    return this;
  }

  /** Presses the button with that test id, and waits for the page that follows. */
  async send(button = 'submit') {
    await press(this.visitor, this.root.getByTestId(button));
  }
}

/** Presses what leads to another page, and waits for that page. */
export async function press(visitor, locator) {
  await Promise.all([visitor.page.waitForNavigation(), locator.click()]);
}

/** Follows the link or button with that test id. */
export const follow = (visitor, id) => press(visitor, visitor.at(id).first());
