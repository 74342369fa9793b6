// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/** Refuses bodies that are longer than any that the resources behind it take. */
final class BodyLimitFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** In bytes: the longest signed ticket, with a line feed after it. */
    static final int MAX_BODY = 16 * 1024 + 1;

    private final transient Refusals refusals;

    BodyLimitFilter(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    protected void doFilter(
            HttpServletRequest http, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (http.getContentLengthLong() > MAX_BODY) {
            refusals.refuse(
                    http,
                    new ProblemException(
                            Problem.BAD_REQUEST,
                            "The body is longer than any that is taken here."));
        } else {
            chain.doFilter(http, response);
        }
    }
}
