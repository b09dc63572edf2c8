export default {a:"い"};
