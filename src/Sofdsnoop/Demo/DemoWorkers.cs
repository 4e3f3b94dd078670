// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using static Sofdsnoop.Demo.DemoCalls;

namespace Sofdsnoop.Demo;

/// <summary>
/// The two processes of the demo, which is this program again with a hidden command. They wait for a line on standard input
/// before they pass anything, and take turns: a byte on a second connection says that a call is over, another one answers, so that
/// the demo shows the same lines in the same order every time.
/// </summary>
internal static class DemoWorkers
{
    public const string Sender = "demo-sender";
    public const string Receiver = "demo-receiver";

    /// <summary>Is in both names, so that the kernel side can look for it.</summary>
    public const string CommonName = "demo-";

    /// <summary>What a worker says when it may be told to go.</summary>
    public const string Ready = "ready";

    /// <summary>Fds that <see cref="Send"/> and <see cref="Receive"/> pass: each is sent and received.</summary>
    public const int FdsPassed = 1 + 3 + 2 + 8 + 1;

    private const string SocketFile = "socket";
    private const string AnswerFile = "answer.txt";
    private const int MessagesOverPair = 3;

    /// <summary>Runs the worker called <paramref name="name"/> in the demo's directory. The exit status is returned.</summary>
    public static int Run(string name, string directory)
    {
        try
        {
            SetName(name);
            if (name == Sender)
                Send(directory);
            else
                Receive(directory);
            return 0;
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
        {
            Messages.Say($"{name}: {e.Message}");
            return 1;
        }
    }

    private static void Send(string directory)
    {
        var report = CreateFile(directory, "report.txt");
        var secret = CreateFile(directory, "secret.txt");
        File.Delete(Path.Combine(directory, "secret.txt"));
        if (!WaitForGo())
            return;
        using var turns = Connect(directory);
        using var named = Connect(directory);

        // a private channel for the rest, made here and handed over
        var (mine, theirs) = SocketPair();
        DemoCalls.Send((int)named.Handle, theirs);
        Close(theirs);
        AwaitReceived(turns);

        DemoCalls.Send(mine, report, Open(directory), secret);
        AwaitReceived(turns);
        var (read, write) = Pipe();
        DemoCalls.Send(mine, read, write);
        AwaitReceived(turns);
        DemoCalls.Send(mine, EventFd(), MemFd("frame"), TimerFd(), Epoll(), PidFd(Environment.ProcessId),
            DemoCalls.Socket(AF_INET, SOCK_DGRAM), Open("/dev/null"), Open("/proc/self/ns/net"));
        AwaitReceived(turns);

        AwaitTurn(turns);
        DemoCalls.Receive(mine);
    }

    private static void Receive(string directory)
    {
        var answer = CreateFile(directory, AnswerFile);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(directory, SocketFile)));
        listener.Listen();
        if (!WaitForGo())
            return;
        using var turns = listener.Accept();
        using var named = listener.Accept();

        AwaitTurn(turns);
        var channel = DemoCalls.Receive((int)named.Handle)[0];
        PassTurn(turns);
        for (var i = 0; i < MessagesOverPair; i++)
        {
            AwaitTurn(turns);
            DemoCalls.Receive(channel);
            PassTurn(turns);
        }

        DemoCalls.Send(channel, answer);
        PassTurn(turns);
    }

    /// <summary>False when the demo has gone: its end of the pipe is closed then.</summary>
    private static bool WaitForGo()
    {
        Console.Out.WriteLine(Ready);
        return Console.In.ReadLine() != null;
    }

    private static Socket Connect(string directory)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(directory, SocketFile)));
        return socket;
    }

    private static void AwaitReceived(Socket turns)
    {
        PassTurn(turns);
        AwaitTurn(turns);
    }

    private static void PassTurn(Socket turns) => turns.Send([1]);

    private static void AwaitTurn(Socket turns)
    {
        if (turns.Receive(new byte[1]) == 0)
            throw new IOException("the other process has gone");
    }

    private static int CreateFile(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllText(path, name);
        return Open(path);
    }
}
