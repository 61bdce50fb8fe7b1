const moment = /\b(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z/g;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A sentence with its moments as a person reads them whose page bears the day already: to the minute, the day where it is another one. */
export function shortTimes(text: string, at: string): string {
  return text.replaceAll(moment, (_, year: string, month: string, day: string, time: string) => {
    if (at.startsWith(`${year}-${month}-${day}`)) return `${time}Z`;
    return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${at.startsWith(year) ? "" : `${year} `}${time}Z`;
  });
}
