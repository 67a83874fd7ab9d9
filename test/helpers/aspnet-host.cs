// Serves the handler of the folder it is started in, over loopback, as a web server with ASP.NET would. Any path leads to it.
using System;
using System.IO;
using System.Net;
using System.Web;
using System.Web.Hosting;

/// <summary>A request and its answer, on their way between the listener and the application.</summary>
[Serializable]
public class Exchange
{
    public string Method, Path, Query, ContentType;
    public byte[] Body;
    public int Status;
    public MemoryStream Answer = new MemoryStream();
}

public class Request : SimpleWorkerRequest
{
    const string File = "/Handler.ashx";
    readonly Exchange exchange;

    public Request(Exchange exchange) : base(File.Substring(1), exchange.Query, TextWriter.Null)
    {
        this.exchange = exchange;
    }

    public override string GetHttpVerbName() { return exchange.Method; }
    public override string GetFilePath() { return File; }
    public override string GetPathInfo() { return exchange.Path; }
    public override string GetUriPath() { return File + exchange.Path; }
    public override string GetRawUrl() { return GetUriPath() + (exchange.Query == "" ? "" : "?" + exchange.Query); }
    public override byte[] GetPreloadedEntityBody() { return exchange.Body; }
    public override bool IsEntireEntityBodyIsPreloaded() { return true; }
    public override void SendStatus(int code, string description) { exchange.Status = code; }
    public override void SendResponseFromMemory(byte[] data, int length) { exchange.Answer.Write(data, 0, length); }

    public override string GetKnownRequestHeader(int index)
    {
        if (index == HeaderContentType) return exchange.ContentType;
        return index == HeaderContentLength ? exchange.Body.Length.ToString() : base.GetKnownRequestHeader(index);
    }
}

public class Host : MarshalByRefObject
{
    public override object InitializeLifetimeService() { return null; }

    public Exchange Process(Exchange exchange)
    {
        HttpRuntime.ProcessRequest(new Request(exchange));
        return exchange;
    }

    public static void Main(string[] arguments)
    {
        var host = (Host)ApplicationHost.CreateApplicationHost(typeof(Host), "/", Directory.GetCurrentDirectory());
        var listener = new HttpListener();
        listener.Prefixes.Add("http://127.0.0.1:" + arguments[0] + "/");
        listener.Start();
        Console.Error.WriteLine("Listening on http://127.0.0.1:" + arguments[0]);
        for (;;)
        {
            var context = listener.GetContext();
            var body = new MemoryStream();
            context.Request.InputStream.CopyTo(body);
            var target = context.Request.RawUrl.Split(new[] { '?' }, 2);
            var answered = host.Process(new Exchange
            {
                Method = context.Request.HttpMethod,
                Path = target[0],
                Query = target.Length > 1 ? target[1] : "",
                ContentType = context.Request.Headers["Content-Type"],
                Body = body.ToArray(),
            });
            var bytes = answered.Answer.ToArray();
            context.Response.StatusCode = answered.Status;
            context.Response.ContentLength64 = bytes.Length;
            context.Response.OutputStream.Write(bytes, 0, bytes.Length);
            context.Response.Close();
        }
    }
}
