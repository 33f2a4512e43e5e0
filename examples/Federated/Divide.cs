using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Federated;

/// <summary>Divides Fashion-MNIST among clients and writes a file for each.</summary>
internal static class Divide
{
    /// <summary>Divides and says so.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <returns>The exit code.</returns>
    public static int Execute(DivideOptions options)
    {
        try
        {
            Write(options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(OneLine.Of(exception));
            return ExitCodes.Failure;
        }

        Console.WriteLine($"In {options.Folder}: client-0.safetensors to client-{options.Clients - 1}.safetensors");
        return ExitCodes.Success;
    }

    /// <summary>Divides.</summary>
    /// <param name="options">What is asked for.</param>
    /// <exception cref="UsageException">The set is damaged, or too small.</exception>
    public static void Write(DivideOptions options)
    {
        (byte[] images, byte[] labels) = FashionDivision.Read(options.Images);
        Directory.CreateDirectory(options.Folder);
        int client = 0;
        foreach (ClientData data in FashionDivision.Divide(images, labels, options.Clients, options.Seed))
        {
            ClientFiles.Write(options.Folder, client++, data);
        }
    }
}
