// What is shown without a token: how to come by one.

import { keepToken } from "/monitor/api.js";
import { note } from "/monitor/blocks.js";
import { h } from "/monitor/dom.js";

export class SignIn {
  params = [];

  constructor(app, done) {
    this.app = app;
    this.done = done;
  }

  build() {
    this.input = h("input", { type: "password", id: "token", autocomplete: "off", spellcheck: "false" });
    const submit = (event) => {
      event.preventDefault();
      const token = /(?:#token=)?([\w-]+)\s*$/.exec(this.input.value)?.[1];
      if (!token) return;
      keepToken(token);
      this.done();
    };
    return h(
      "div.view",
      {},
      h("div.head", {}, h("h1", {}, "Local Azure")),
      h(
        "form.signin",
        { onsubmit: submit },
        note("Local Azure answers its owner only. Open the address that this prints:"),
        h("p", {}, h("code.command", {}, "invoke local.start")),
        note("Or paste that address here, or the token of build/local/connection.json. It stays in this tab."),
        h("p", {}, h("label", { for: "token" }, "Address or token"), this.input),
        h("p", {}, h("button", { type: "submit" }, "Open")),
      ),
    );
  }

  stays() {
    return true;
  }
  enter() {}
  leave() {}
  focus() {
    this.input.focus();
  }
  title() {
    return "Sign in";
  }
  busy() {
    return false;
  }
  tick() {}
  back() {
    return false;
  }
  async refresh() {
    return { changed: false, busy: false };
  }
}
