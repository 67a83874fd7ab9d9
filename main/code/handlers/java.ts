import type { Handler } from '../../../contract/index.ts';
import { fieldLines, type HandlerPlan } from '../handler-plan.ts';

const literal = (text: string): string => JSON.stringify(text);
const list = (names: readonly string[]): string => `List.of(${names.map(literal).join(', ')})`;

/** A handler for Java that needs nothing but the JDK. */
export function javaHandler({ platform, fields, credentials, signature, once }: HandlerPlan): Handler {
  const names = (kind: 'callback' | 'status') => fieldLines(fields[kind], { indent: '      ', write: literal });
  const text = `// Takes the callbacks and statuses of ${platform}. Needs a JDK 11 or newer and no libraries.
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class Handler {
  // Every field that the platform's page names.
  static final Map<String, List<String>> FIELDS = Map.of(
    "callback", List.of(
${names('callback')}
    ),
    "status", List.of(
${names('status')}
    ));
  static final List<String> CREDENTIALS = ${list(credentials)};
  // A post whose path does not end with /status is one all the same when it has all of these.
  static final List<String> ONLY_IN_STATUS = ${list(signature)};
  // Fields that tell one post from the next. Without any, the same post twice looks like two posts.
  static final Map<String, List<String>> ONCE = Map.of("callback", ${list(once.callback)}, "status", ${list(once.status)});

  static final int LARGEST_BODY = 10 * 1024 * 1024;
  // System.out writes in the charset of the machine.
  static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  /**
   * Your work goes here. A field is null when it is missing, "" when it came empty; "0" is text like any other. Store the
   * post before this returns: the platform gets its 200 only then.
   */
  static void handle(String kind, Map<String, String> post, List<String> repeated, boolean duplicate) {
    Map<String, String> shown = new LinkedHashMap<>(post);
    // Credentials do not belong in a log. With HANDLER_DEBUG=1 they are shown.
    if (!"1".equals(System.getenv("HANDLER_DEBUG"))) {
      for (String name : CREDENTIALS) {
        if (shown.get(name) != null && !shown.get(name).isEmpty()) shown.put(name, "***");
      }
    }
    StringBuilder fields = new StringBuilder();
    shown.forEach((name, value) ->
      fields.append(fields.length() == 0 ? "" : ",").append(json(name)).append(':').append(json(value)));
    StringBuilder names = new StringBuilder();
    for (String name : repeated) names.append(names.length() == 0 ? "" : ",").append(json(name));
    OUT.println("{\\"kind\\":" + json(kind) + ",\\"fields\\":{" + fields + "},\\"repeated\\":[" + names
      + "],\\"duplicate\\":" + duplicate + "}");
  }

  static String json(String text) {
    if (text == null) return "null";
    StringBuilder quoted = new StringBuilder("\\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\\\') quoted.append('\\\\').append(c);
      else if (c < 0x20 || c > 0x7e) quoted.append(String.format("\\\\%s%04x", "u", (int) c));
      else quoted.append(c);
    }
    return quoted.append('"').toString();
  }

  // URLDecoder fails at a "%" that two hex digits do not follow; this leaves it as it is, as other platforms do.
  // Text holds one character for each byte, so that escaped and plain bytes are decoded together.
  static String decode(String text, Charset charset) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '%' && at + 2 < text.length() && digit(text, at + 1) >= 0 && digit(text, at + 2) >= 0) {
        bytes.write(digit(text, at + 1) * 16 + digit(text, at + 2));
        at += 2;
      } else bytes.write(c == '+' ? ' ' : c);
    }
    return new String(bytes.toByteArray(), charset);
  }

  static int digit(String text, int at) {
    return text.charAt(at) > 0x7f ? -1 : Character.digit(text.charAt(at), 16);
  }

  static void readPairs(Map<String, List<String>> values, String text, Charset charset) {
    for (String pair : text.split("&")) {
      if (pair.isEmpty()) continue;
      int at = pair.indexOf('=');
      String name = decode(at < 0 ? pair : pair.substring(0, at), charset);
      // A name without "=" came, so it is empty, not missing.
      String value = at < 0 ? "" : decode(pair.substring(at + 1), charset);
      values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
  }

  static Charset charsetOf(String contentType) {
    Matcher named = Pattern.compile(";\\\\s*charset\\\\s*=\\\\s*\\"?([^\\\\s;\\"]+)", Pattern.CASE_INSENSITIVE).matcher(contentType);
    try {
      Charset charset = named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
      // Whoever writes latin-1 means Windows' letters, too; so browsers read it.
      return charset.equals(StandardCharsets.ISO_8859_1) ? Charset.forName("windows-1252") : charset;
    } catch (IllegalArgumentException unknown) {
      return StandardCharsets.UTF_8;
    }
  }

  static final Set<List<String>> SEEN = Collections.newSetFromMap(Collections.synchronizedMap(
    new LinkedHashMap<>() {
      @Override protected boolean removeEldestEntry(Map.Entry<List<String>, Boolean> eldest) {
        return size() > 10_000;
      }
    }));

  // Platforms send again when an answer is lost. In earnest, let a unique key in your database find this out.
  static boolean isDuplicate(String kind, Map<String, String> post) {
    List<String> key = new ArrayList<>(List.of(kind));
    for (String name : ONCE.get(kind)) key.add(post.get(name));
    return key.size() > 1 && !key.contains(null) && !SEEN.add(key);
  }

  static int take(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    if (bytes.length > LARGEST_BODY) return 413;
    String body = new String(bytes, StandardCharsets.ISO_8859_1);
    String query = exchange.getRequestURI().getRawQuery();
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    String contentType = type == null ? "" : type;
    boolean isForm = contentType.isEmpty() || contentType.toLowerCase().startsWith("application/x-www-form-urlencoded");
    if (!isForm && !body.isEmpty()) System.err.println("This handler reads forms; the body is " + contentType);

    // Parameters may stand in the query or in the body. Where both have one, the body's counts; of several, the last.
    Map<String, List<String>> values = new LinkedHashMap<>();
    // The server reads the request line as latin-1: one character for each byte.
    readPairs(values, query == null ? "" : query, StandardCharsets.UTF_8);
    if (isForm) readPairs(values, body, charsetOf(contentType));
    String path = exchange.getRequestURI().getRawPath();
    boolean isStatus = path != null && path.endsWith("/status")
      || !ONLY_IN_STATUS.isEmpty() && values.keySet().containsAll(ONLY_IN_STATUS);
    String kind = isStatus ? "status" : "callback";
    Map<String, String> post = new LinkedHashMap<>();
    List<String> repeated = new ArrayList<>();
    for (String name : FIELDS.get(kind)) {
      List<String> came = values.getOrDefault(name, List.of());
      post.put(name, came.isEmpty() ? null : came.get(came.size() - 1));
      if (came.size() > 1) repeated.add(name);
    }
    handle(kind, post, repeated, isDuplicate(kind, post));
    return 200;
  }

  public static void main(String[] arguments) throws IOException {
    String port = System.getenv("PORT");
    InetSocketAddress address =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), port == null ? 8080 : Integer.parseInt(port));
    HttpServer server = HttpServer.create(address, 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", exchange -> {
      int status = 500;
      try {
        status = take(exchange);
      } catch (RuntimeException error) {
        error.printStackTrace();
      }
      // No text in the answer: a platform may take it for a message to the subscriber.
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    });
    server.start();
    System.err.println("Listening on http://localhost:" + server.getAddress().getPort());
  }
}
`;
  return {
    language: 'java',
    label: 'Java',
    files: [{ name: 'Handler.java', text }],
    run: 'java Handler.java',
    target: 'http://localhost:8080',
  };
}
