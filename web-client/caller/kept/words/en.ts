import type { KeptWords } from "../words";

export const words: KeptWords = {
  keeping: "No network: your video is being kept on this phone",
  full: "No more can be kept. What is kept will be sent once you are connected",
  waiting: "The video kept on this phone will be sent once the network is steady",
  sending: "Sending the kept video to the police. Keep this page open",
  sent: "The kept video was sent to the police and deleted from this phone",
  dropped: "Video that was not sent has been deleted from this phone",
  why: "It is kept encrypted, and deleted from this phone once it is sent or the report is over.",
};
