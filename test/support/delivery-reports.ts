/** What a mail system says of a message that it could not deliver, or not yet, in the words of such systems. */
type About = { readonly messageId: string; readonly to: string };

const returned = ({ messageId, to }: About): string => `Received: from kit (kit [198.51.100.7])
 by mail.example.com (Postfix) with ESMTPSA id 4F1A2; Thu, 26 Nov 2026 01:59:00 +0000 (UTC)
Message-ID: ${messageId}
From: status@shop.example.com
To: ${to}
Subject: shop: we are looking into a problem
`;

/** Postfix, with the whole message. */
export const byPostfix = (about: About): string => `Return-Path: <>
From: MAILER-DAEMON@mail.example.com (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: status@shop.example.com
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4F1A2.1164/mail.example.com"
Message-Id: <20261126020000.4F1A2@mail.example.com>

This is a MIME-encapsulated message.

--4F1A2.1164/mail.example.com
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<${about.to}>: host mx.customer.example[192.0.2.5] said: 550 5.1.1
    <${about.to}>: Recipient address rejected: User unknown (in reply to RCPT TO command)

--4F1A2.1164/mail.example.com
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com
X-Postfix-Queue-ID: 4F1A2
Arrival-Date: Thu, 26 Nov 2026 01:59:00 +0000 (UTC)

Final-Recipient: rfc822; ${about.to}
Original-Recipient: rfc822;${about.to}
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.customer.example
Diagnostic-Code: smtp; 550 5.1.1 <${about.to}>: Recipient address
    rejected: User unknown

--4F1A2.1164/mail.example.com
Content-Description: Undelivered Message
Content-Type: message/rfc822

${returned(about)}
Body.

--4F1A2.1164/mail.example.com--
`;

/** Amazon SES, which gives each message a Message-ID of its own, with the whole message. */
export const bySes = (about: About): string =>
  byPostfix({ ...about, messageId: "<0102019a1b2c3d4e-000000@eu-west-1.amazonses.com>" }).replace("Subject: shop: we", `X-Notice-Message: ${about.messageId}\nSubject: shop: we`);

/** Exchange, with the headers alone, lines as they travel, and the fields' names in another case. */
export const byExchange = (about: About): string => `From: <postmaster@customer.example>
To: <status@shop.example.com>
Date: Thu, 26 Nov 2026 02:00:11 +0000
Content-Type: multipart/report; report-type=delivery-status;
	boundary="8f2b1c4e-7a55-4a0f-9b0e-0f8f3f1d2c11"
Content-Language: en-GB
Message-ID: <8f2b1c4e@AM0PR01MB1234.eurprd01.prod.example>
In-Reply-To: ${about.messageId}
References: ${about.messageId}
Subject: Undeliverable: shop: we are looking into a problem
Auto-Submitted: auto-replied

--8f2b1c4e-7a55-4a0f-9b0e-0f8f3f1d2c11
Content-Type: text/plain; charset="us-ascii"

The email address you entered couldn't be found.

--8f2b1c4e-7a55-4a0f-9b0e-0f8f3f1d2c11
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR01MB1234.eurprd01.prod.example
Received-From-MTA: dns;mail.example.com
Arrival-Date: Thu, 26 Nov 2026 02:00:10 +0000

Final-recipient: rfc822;${about.to}
Action: failed
Status: 5.1.10
Diagnostic-code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found

--8f2b1c4e-7a55-4a0f-9b0e-0f8f3f1d2c11
Content-Type: text/rfc822-headers

${returned(about)}
--8f2b1c4e-7a55-4a0f-9b0e-0f8f3f1d2c11--
`.replaceAll("\n", "\r\n");

/** A system that returns nothing of the message and names it as what it answers; it goes on trying. */
export const stillTried = (about: About): string => `From: Mail Delivery Subsystem <mailer-daemon@mx.example>
To: status@shop.example.com
In-Reply-To: ${about.messageId}
References: ${about.messageId}
Subject: Delivery Status Notification (Delay)
MIME-Version: 1.0
Content-Type: multipart/report; boundary="000000000000a1b2"; report-type=delivery-status

--000000000000a1b2
Content-Type: text/plain; charset="UTF-8"

There was a temporary problem delivering your message. We will retry for 45 more hours.

--000000000000a1b2
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Thu, 26 Nov 2026 01:59:00 -0800 (PST)

Final-Recipient: rfc822; ${about.to}
Action: delayed
Status: 4.4.1
Will-Retry-Until: Fri, 27 Nov 2026 23:59:00 -0800 (PST)

--000000000000a1b2--
`;

/** A person's own machine, which is no mail system: the message arrived. */
export const onHoliday = ({ messageId, to }: About): string => `From: ${to}
To: status@shop.example.com
In-Reply-To: ${messageId}
Subject: Automatic reply: away until Monday
Auto-Submitted: auto-replied
Content-Type: text/plain

I am away.
`;
