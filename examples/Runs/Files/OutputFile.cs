namespace AutogradMaml.Examples.Runs;

/// <summary>Writes results so that a file is always whole: beside it first, then renamed.</summary>
public static class OutputFile
{
    /// <summary>Writes text.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="text">Its content.</param>
    public static void Write(string path, string text)
    {
        string temporary = path + ".tmp";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }
}
