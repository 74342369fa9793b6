// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Moves bytes between a client and a daemon without blocking; counts, cancels, ends exactly once.
 *
 * <p>Start with {@link org.ovirt.imageio.proxy.relay.Relays}, which the front door calls. An
 * uploaded byte goes through {@code Upload}, a downloaded one, but also extents and checksums,
 * through {@code Download}; both are a {@code Relay} between a {@code ClientLeg} (the servlet's
 * asynchronous streams) and a {@link org.ovirt.imageio.proxy.daemon.DaemonExchange}. {@code Relay}
 * says what all have in common: it calls {@code send} once the daemon is connected, {@code accept}
 * with the head of its answer, {@code takeBody} for more of that, and {@code proceed} whenever the
 * client or the daemon can take or give more. What is answered with a short text at most is a
 * {@code ShortAnswerRelay}: an {@code Upload}, a {@code Command} (zero, flush), an {@code Inquiry}
 * (OPTIONS). A {@code Reply} asks no daemon.
 *
 * <p>Words: an {@code Answer} is a small whole answer to a client, a {@code Refusal} what a client
 * is told of a daemon's refusal, an {@code Expectation} what a daemon must answer to a download.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>After a worker thread has parsed and authorised a request, everything happens on the I/O
 *       thread of the client's connection, where the daemon's connection lives too: no lock, no
 *       hand-over, and the servlet streams are never touched by two threads.
 *   <li>One buffer is in flight: the next bytes are read when the last ones are written. Where the
 *       reader waits, the sender's TCP window closes.
 *   <li>An {@code Upload} or a {@code Command} needs a permit of {@link
 *       org.ovirt.imageio.proxy.ticket.Journals} before it connects. If it fails, its client is
 *       told at once, but its permit, its transfer and its proof are given back only when the
 *       daemon has ended the request: a daemon whose connection is closed may still write what it
 *       has received, and a later write of the same bytes, or the answer to a removal, must come
 *       after that.
 *   <li>Only {@code write(byte[], int, int)} of the servlet's output stream is used: Undertow's
 *       {@code write(ByteBuffer)} sends garbage after a stall in asynchronous mode.
 *   <li>Undertow does not tell of a write that takes too long, nor of a client that leaves while
 *       nothing is read or written. {@code Watchdog} and {@code ClientLeg} do.
 * </ul>
 *
 * <p>It uses {@code daemon}, {@code ticket}, {@code config} and {@code problem}.
 */
@NullMarked
package org.ovirt.imageio.proxy.relay;

import org.jspecify.annotations.NullMarked;
