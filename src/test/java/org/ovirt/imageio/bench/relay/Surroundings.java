// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.relay;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.ovirt.imageio.bench.wire.PkiFiles;

/**
 * What a relay finds when it is started.
 *
 * @param pki what to show to clients and what to trust upstream
 * @param upstream where to connect to, as {@code localhost} in the certificate
 * @param directory for files that live as long as the run
 */
public record Surroundings(PkiFiles pki, InetSocketAddress upstream, Path directory) {}
