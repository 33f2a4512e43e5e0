using System.Diagnostics;
using System.Globalization;
using System.Text;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Checking;

/// <summary>A program that answers each line that it reads with one line that it writes.</summary>
/// <remarks>What it writes to its standard error is passed on. It is ended with everything that it started.</remarks>
internal sealed class QuestionedProcess : IDisposable
{
    // A hundred thousand numbers in full.
    private const int LongestAnswer = 4 << 20;

    private readonly Process _process;
    private readonly TimeSpan _patience;
    private readonly char[] _buffer = new char[4096];
    private int _read;
    private int _taken;
    private long _questions;

    /// <summary>Starts it.</summary>
    /// <param name="command">The command, for the shell of the system.</param>
    /// <param name="patience">How long an answer may take.</param>
    /// <exception cref="UsageException">It can't be started.</exception>
    public QuestionedProcess(string command, TimeSpan patience)
    {
        _patience = patience;
        ProcessStartInfo start = OperatingSystem.IsWindows() ? new("cmd.exe", ["/d", "/c", command]) : new("/bin/sh", ["-c", command]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        start.StandardOutputEncoding = Encoding.UTF8;
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException)
        {
            throw new UsageException($"--process: '{command}' can't be started: {OneLine.Of(exception)}");
        }
    }

    /// <summary>Asks a question.</summary>
    /// <param name="line">The question, without a line break.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="UsageException">There is none; the message says why.</exception>
    public string Ask(string line)
    {
        _questions++;
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            throw Ended();
        }

        Task<string?> answer = Task.Run(ReadLine);
        return Task.WaitAny([answer], _patience) == 0
            ? answer.GetAwaiter().GetResult() ?? throw Ended()
            : throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"--process: no answer to question {_questions} within {_patience.TotalSeconds} s ({Shown(line)}); give it longer by " +
                    $"--patience, and see that each answer is a line that is flushed."));
    }

    /// <summary>A line as a message shows it.</summary>
    /// <param name="line">The line.</param>
    public static string Shown(string line) => OneLine.Of(line.Length <= 120 ? line : $"{line[..120]}...");

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }

        _process.Dispose();
    }

    private UsageException Ended()
    {
        string code = _process.WaitForExit(1000) ? $" with exit code {_process.ExitCode}" : string.Empty;
        return new($"--process: the program ended{code} before it answered question {_questions}.");
    }

    // No more than an answer may be long, whatever the program writes.
    private string? ReadLine()
    {
        StringBuilder line = new();
        while (true)
        {
            if (_taken == _read)
            {
                _read = _process.StandardOutput.Read(_buffer);
                _taken = 0;
                if (_read == 0)
                {
                    return line.Length > 0 ? line.ToString() : null;
                }
            }

            ReadOnlySpan<char> rest = _buffer.AsSpan(_taken, _read - _taken);
            int end = rest.IndexOf('\n');
            line.Append(end < 0 ? rest : rest[..end]);
            _taken = end < 0 ? _read : _taken + end + 1;
            if (line.Length > LongestAnswer)
            {
                throw new UsageException($"--process: the answer to question {_questions} is longer than {LongestAnswer} characters.");
            }

            if (end >= 0)
            {
                return line.ToString();
            }
        }
    }
}
