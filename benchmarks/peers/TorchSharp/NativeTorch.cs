using System.Runtime.InteropServices;

namespace AutogradMaml.Benchmarks.Peers;

/// <summary>Whether LibTorch, which TorchSharp stands on, can be loaded.</summary>
internal static class NativeTorch
{
    /// <summary>Why it can't be loaded; null if it can.</summary>
    /// <remarks>TorchSharp's own message names neither the library that is missing nor its version, so the loader is asked.</remarks>
    public static string? WhyMissing()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        string library = Path.Combine(
            folder,
            OperatingSystem.IsWindows() ? "LibTorchSharp.dll"
                : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so");
        if (!File.Exists(library))
        {
            return $"there is no {library}.";
        }

        try
        {
            NativeLibrary.Free(NativeLibrary.Load(library));
            return null;
        }
        catch (DllNotFoundException exception)
        {
            // Hints come first; the loader's own words, with the library and the version that are missing, stand in the last line.
            return exception.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
        }
    }
}
