using AutogradMaml.Nn;

namespace AutogradMaml.Data;

/// <summary>What the path of a drawing says: <c>images_background/Alphabet/characterNN/IIII_DD.png</c>.</summary>
/// <param name="Alphabet">The alphabet.</param>
/// <param name="Folder">The character's folder: <c>characterNN</c>.</param>
/// <param name="Character">The character's number in all alphabets, IIII.</param>
/// <param name="Drawer">The drawer, 1 to 20.</param>
/// <remarks>A path is a name here and never a place: nothing is written where it points.</remarks>
internal readonly record struct OmniglotPath(string Alphabet, string Folder, int Character, int Drawer)
{
    private const string FolderPrefix = "character";
    private const int MaximumAlphabet = 64;

    public string ClassName => $"{Alphabet}/{Folder}";

    /// <summary>Whether a class may be called so: <c>Alphabet/characterNN</c>.</summary>
    public static bool IsClassName(string name)
        => name.Split('/', 3) is [string alphabet, string folder] && IsAlphabet(alphabet) && IsFolder(folder);

    /// <summary>Whether an entry is none of the data: a folder, or what an operating system leaves in archives.</summary>
    public static bool IsBeside(string path)
        => path.EndsWith('/') || path.StartsWith("__MACOSX/", StringComparison.Ordinal)
            || path.EndsWith("/.DS_Store", StringComparison.Ordinal);

    public static OmniglotPath Parse(string path, OmniglotPart part, string source)
    {
        string[] parts = path.Split('/', 5);
        return parts.Length == 4
            && parts[0] == part.Name
            && IsAlphabet(parts[1])
            && IsFolder(parts[2])
            && parts[3].Length == 11
            && TryNumber(parts[3].AsSpan(0, 4), 4, out int character)
            && parts[3][4] == '_'
            && TryNumber(parts[3].AsSpan(5, 2), 2, out int drawer)
            && drawer is >= 1 and <= OmniglotPart.Drawers
            && parts[3].EndsWith(".png", StringComparison.Ordinal)
            ? new(parts[1], parts[2], character, drawer)
            : throw new ImageFileException(
                source, $"it holds '{FileText.Show(path)}'; only paths such as '{part.Name}/Greek/character01/0394_01.png' are expected.");
    }

    private static bool IsAlphabet(string name)
        => name.Length is > 0 and <= MaximumAlphabet
            && name[0] != '.'
            && name.All(static c => char.IsAsciiLetterOrDigit(c) || "_-().'".Contains(c, StringComparison.Ordinal));

    private static bool IsFolder(string name)
        => name.StartsWith(FolderPrefix, StringComparison.Ordinal) && TryNumber(name.AsSpan(FolderPrefix.Length), 2, out _);

    private static bool TryNumber(ReadOnlySpan<char> digits, int length, out int number)
    {
        number = 0;
        if (digits.Length != length)
        {
            return false;
        }

        foreach (char c in digits)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            number = (10 * number) + c - '0';
        }

        return true;
    }
}
