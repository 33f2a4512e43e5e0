namespace AutogradMaml.Data;

/// <summary>Reads one official part whole, checking that nothing is missing, doubled or of another size.</summary>
internal static class OmniglotReader
{
    /// <summary>The characters in the order of their numbers, each with its drawings in the order of their drawers.</summary>
    public static List<KeyValuePair<string, byte[]>> Read(OmniglotSource source, OmniglotPart part)
    {
        SortedDictionary<int, Character> characters = [];
        source.ForEach((path, file) =>
        {
            if (!characters.TryGetValue(path.Character, out Character? character))
            {
                if (characters.Count == part.Characters)
                {
                    throw new ImageFileException(source.Name, $"it holds more than the {part.Characters} characters that are expected.");
                }

                characters.Add(path.Character, character = new(path.ClassName));
            }

            character.Add(path, file, source.Name);
        });

        if (characters.Count != part.Characters)
        {
            throw new ImageFileException(source.Name, $"it holds {characters.Count} characters, expected {part.Characters}.");
        }

        HashSet<string> names = [];
        foreach ((int number, Character character) in characters)
        {
            if (character.Drawn != OmniglotPart.Drawers || !names.Add(character.Name))
            {
                throw new ImageFileException(
                    source.Name,
                    $"the character {number:D4} in '{character.Name}' has {character.Drawn} drawings, or shares its folder; expected " +
                    $"{OmniglotPart.Drawers}.");
            }
        }

        return [.. characters.Values.Select(static character => KeyValuePair.Create(character.Name, character.Pixels))];
    }

    private sealed class Character(string name)
    {
        private const int Length = Omniglot.Side * Omniglot.Side;
        private readonly bool[] _isDrawn = new bool[OmniglotPart.Drawers];

        public string Name { get; } = name;

        public byte[] Pixels { get; } = new byte[OmniglotPart.Drawers * Length];

        public int Drawn { get; private set; }

        public void Add(OmniglotPath path, ReadOnlySpan<byte> file, string source)
        {
            string name = $"{source}: {path.ClassName}/{path.Character:D4}_{path.Drawer:D2}.png";
            if (path.ClassName != Name || _isDrawn[path.Drawer - 1])
            {
                throw new ImageFileException(
                    name, $"the character {path.Character:D4} is already in '{Name}', or its drawing {path.Drawer} comes twice.");
            }

            ByteImage image = ImageFile.Read(file, name);
            if (image.Height != OmniglotPart.Side || image.Width != OmniglotPart.Side)
            {
                throw new ImageFileException(
                    name, $"it is {image.Height} x {image.Width}, expected {OmniglotPart.Side} x {OmniglotPart.Side}.");
            }

            Omniglot.Prepare(image).Pixels.CopyTo(Pixels.AsSpan((path.Drawer - 1) * Length));
            _isDrawn[path.Drawer - 1] = true;
            Drawn++;
        }
    }
}
