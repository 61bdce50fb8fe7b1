/** States in which an instance takes no connection and will not by itself. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status */
const OUT = /^(?:failed|creating|delet(?:ing|ed)|stopp|inaccessible|incompatible|restore-error|insufficient)/;

/** Whether an instance in this state may take a connection: what it holds may be wrong all the same. */
export const mayAnswer = (status: string): boolean => !OUT.test(status);
