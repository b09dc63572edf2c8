import type { calendarJa } from "./calendar.ja.ts";

const names = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

export const calendarEn: typeof calendarJa = {
  months: "Months",
  monthName: (month) => {
    const [year = "", nth = ""] = month.split("-");
    return `Deadlines of ${names[Number(nth) - 1] ?? nth} ${year}`;
  },
  before: "Month before",
  after: "Next month",
  today: "Today",
  view: "View",
  asMonth: "Month",
  asList: "List",
  sundayFirst: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
  mondayFirst: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  closed: "Closed",
  others: (count) => `${count} more`,
  more: "There are too many to show all of them.",
  none: "Nothing is due in this month.",
  holidays: "Public holidays",
  officeHours: "Office hours",
  unit: "Unit",
  week: "Hours of the week",
  opens: "opens",
  closes: "closes",
  closedOnHolidays: "Closed on public holidays",
  closedAtYearEnd: "Closed from 29 December to 3 January",
  exceptions: "Single days",
  exceptionDay: "Day",
  add: "Add",
  remove: "Remove",
  save: "Save",
  hoursStored: "The office hours were saved.",
  flaw: {
    times: "Enter a time like 08:30, up to 24:00.",
    order: "The end must come after the beginning.",
  },
};
