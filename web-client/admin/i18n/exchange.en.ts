import type { exchangeJa } from "./exchange.ja.ts";

export const exchangeEn: typeof exchangeJa = {
  password: "Password",
  passwordHint: "At least 12 characters of three kinds: capitals, small letters, digits, signs. One can be made for you.",
  makePassword: "Make a password",
  weak: {
    short: "Too short: use at least 12 characters.",
    plain: "Too few kinds of characters: mix three, or write a sentence of 20.",
    repeats: "It repeats the same characters or rows too often.",
    known: "It holds a word that many use. Choose another.",
  },
  strong: "Strong enough.",
  seal: "Encrypt and put in",
  sealed: "Encrypted",
  passwordIs: "Password:",
  copyPassword: "Copy the password",
  tellApart:
    "It does not go to the server and is not shown again once you leave. Tell the receiving staff by another way, such as by phone.",
  title: "Fetch the encrypted material",
  lead: "Enter the password that you were told by another way. It is decrypted on this terminal. Wrong ones are counted; at the limit the box is locked.",
  fetch: "Fetch and open",
  fetched: "The material was fetched.",
  opened: "Decrypted. Check content and amount, then confirm the receipt.",
  save: (name: string) => `Save: ${name}`,
  testTitle: "Test of the address",
  testLead: "A fixed text without personal information is sent. Once the receiving staff confirm it, the address can be used.",
  sendTest: "Send the test",
  mailTitle: "Send the encrypted material",
  mailLead: "A fixed text goes out with the encrypted material attached. Tell the password by another way.",
  sendMail: "Send",
  mailSent: "Sent.",
};
