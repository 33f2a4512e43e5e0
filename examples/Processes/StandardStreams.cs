using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AutogradMaml.Examples.Processes;

/// <summary>The standard output and error of the process, with every failure of the first noticed and none of the second fatal.</summary>
internal static class StandardStreams
{
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;

    // Of what a program opens itself; no descriptor that it is started with has it.
    private const int CloseOnExec = 0x80000;

    /// <summary>Puts both in place of .NET's own.</summary>
    /// <returns>The standard error.</returns>
    public static StandardError Install()
    {
        // Terminals that are set to another encoding would show question marks for plus-minus signs.
        Console.OutputEncoding = new UTF8Encoding(false);
        StandardError error = new(IsOpen(ErrorDescriptor) ? Console.Error : null);

        // A terminal is left to .NET, which knows its width and how to move on it.
        if (Console.IsOutputRedirected)
        {
            StandardOutput output = new(IsOpen(OutputDescriptor) ? Output() : null);
            Console.SetOut(new StreamWriter(output, new UTF8Encoding(false)) { AutoFlush = true });
        }

        Console.SetError(error);
        return error;
    }

    // .NET's stream says nothing when nobody reads a pipe any more. A file stream does; but it keeps a place of its own in a file, which
    // standard output and error may share.
    private static Stream Output()
    {
        if (!OperatingSystem.IsWindows())
        {
            FileStream stream = new(new SafeFileHandle(OutputDescriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!stream.CanSeek)
            {
                return stream;
            }
        }

        return Console.OpenStandardOutput();
    }

    // Where a program starts with a descriptor closed, the runtime's own files and pipes get its number: text written there would be read
    // as something else.
    private static bool IsOpen(int descriptor)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        try
        {
            string? flags = File.ReadLines($"/proc/self/fdinfo/{descriptor}")
                .FirstOrDefault(static line => line.StartsWith("flags:", StringComparison.Ordinal));
            return flags is null || (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & CloseOnExec) == 0;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The system does not say: taken for open.
            return true;
        }
    }
}
