// Line icons, 24 units square. They never stand alone: a word or a label is always beside them.

const PATHS = {
  alert: "M12 4 2.800 20h18.400zM12 10v4.500M12 17.500v.1",
  back: "M15 5l-7 7 7 7",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l1.500 1.500h-15zM10 21h4",
  bellOff:
    "M6 17V11c0-1.200.3-2.300.9-3.200M9.500 5.500A6 6 0 0 1 18 11v4M4.500 18.500h13M10 21h4M4 4l16 16",
  board: "M4 5h16v14H4zM4 9.500h16M9 9.500V19M4 14h16",
  camera:
    "M4 8.500A1.500 1.500 0 0 1 5.500 7h8A1.500 1.500 0 0 1 15 8.500v7a1.500 1.500 0 0 1-1.500 1.500h-8A1.500 1.500 0 0 1 4 15.500zM15 11l5-2.500v7L15 13",
  check: "M5 12.500 10 17.500 19.500 7",
  clock: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM12 7.500V12l3 2",
  close: "M6 6l12 12M18 6 6 18",
  copy: "M9 9h10v11H9zM5 15V4h10",
  document: "M6 3.500h8l4 4v13H6zM9 11h6M9 15h6",
  download: "M12 4v11M7.500 11 12 15.500 16.500 11M5 20h14",
  expand: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  film: "M4 5h16v14H4zM8 5v14M16 5v14M4 9.700h4M4 14.300h4M16 9.700h4M16 14.300h4",
  fingerprint:
    "M6 9.500a6.500 6.500 0 0 1 12.500 2c0 2 0 3.500-.5 5.500M6 13c0 2-.3 3-.8 4.500M9 19c.8-2 1-4 1-6.500a2 2 0 0 1 4 0c0 3-.3 5-1 7.500M16 19.500c.4-1.200.5-2 .6-3M8 5.500A8 8 0 0 1 12 4.500c1.500 0 2.800.4 4 1",
  image: "M4 5h16v14H4zM4 16l4.500-4.500 4 4L15 13l5 5M15.500 9.500v.1",
  keyboard: "M3 7h18v10H3zM7 10.500v.1M10.500 10.500v.1M14 10.500v.1M17 10.500v.1M8 14h8",
  live: "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM6.500 6.500a7.800 7.800 0 0 0 0 11M17.500 6.500a7.800 7.800 0 0 1 0 11",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3M12 14.500v2",
  message: "M4 5h16v11H11l-4.500 4v-4H4z",
  minus: "M5 12h14",
  moon: "M19 14.500A8 8 0 0 1 9.500 5a8 8 0 1 0 9.500 9.500z",
  pause: "M8.500 6v12M15.500 6v12",
  pin: "M12 21s6.500-6 6.500-11a6.500 6.500 0 0 0-13 0c0 5 6.500 11 6.500 11zM12 7.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z",
  plus: "M12 5v14M5 12h14",
  rotate: "M19.500 12a7.500 7.500 0 1 1-2.300-5.400M19.500 3.500v4.500H15",
  send: "M4 12 20 4l-5 16-3.500-6.500z",
  shield: "M12 3.500 19 6v5.500c0 4.500-3 7.500-7 9-4-1.500-7-4.500-7-9V6z",
  signOut: "M14 4H5v16h9M10 12h10M16.500 8.500 20 12l-3.500 3.500",
  stop: "M6.500 6.500h11v11h-11z",
  turn: "M4 14c2-5 6-7 10-7h5M15.500 3.500 19 7l-3.500 3.500",
  wait: "M12 4a8 8 0 1 1-7.500 5.200",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, small }: { name: IconName; small?: boolean }) {
  return (
    <svg
      class={small ? "icon icon-small" : "icon"}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
