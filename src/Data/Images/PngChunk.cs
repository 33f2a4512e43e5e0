namespace AutogradMaml.Data;

/// <summary>The types of chunks that are understood, as four letters in a number.</summary>
internal static class PngChunk
{
    public const uint Header = 0x49484452;
    public const uint Palette = 0x504C5445;
    public const uint Transparency = 0x74524E53;
    public const uint Data = 0x49444154;
    public const uint End = 0x49454E44;

    // The case of the first letter says whether a reader may skip a chunk that it does not know.
    private const uint SmallFirstLetter = 0x20000000;

    public static bool IsCritical(uint type) => (type & SmallFirstLetter) == 0;

    /// <summary>The type fit for a message: its letters, or its number where they are none.</summary>
    public static string Show(uint type)
    {
        Span<char> letters = [(char)(type >> 24), (char)((type >> 16) & 255), (char)((type >> 8) & 255), (char)(type & 255)];
        foreach (char letter in letters)
        {
            if (!char.IsAsciiLetter(letter))
            {
                return $"0x{type:X8}";
            }
        }

        return new string(letters);
    }
}
