package io.tidewire.websocket;

import io.tidewire.web.Gate;
import io.tidewire.web.HttpConnectRequest;
import io.tidewire.web.Problems;
import io.tidewire.web.Refusal;
import io.tidewire.web.WebApplication;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Refuses the upgrades of foreign pages with 403, where the container lets a filter see them first.
 *
 * <p>It knows the peer's address, so it alone can believe a trusted proxy. It leaves its verdict in
 * a header whose value is a secret of this application, for the handshake that comes after it.
 */
public final class UpgradeFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Gate gate = WebApplication.of(request.getServletContext()).gate();
    try {
      gate.checkOrigin(new HttpConnectRequest(request));
    } catch (Refusal refusal) {
      Problems.write(response, refusal);
      return;
    }
    chain.doFilter(new Checked(request, gate.originChecked()), response);
  }

  private static final class Checked extends HttpServletRequestWrapper {
    private final String secret;

    Checked(HttpServletRequest request, String secret) {
      super(request);
      this.secret = secret;
    }

    @Override
    public String getHeader(String name) {
      return isMark(name) ? secret : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return isMark(name) ? Collections.enumeration(List.of(secret)) : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
      List<String> names = new ArrayList<>(Collections.list(super.getHeaderNames()));
      names.removeIf(Checked::isMark);
      names.add(Gate.ORIGIN_CHECKED);
      return Collections.enumeration(names);
    }

    private static boolean isMark(String name) {
      return name.equalsIgnoreCase(Gate.ORIGIN_CHECKED);
    }
  }
}
